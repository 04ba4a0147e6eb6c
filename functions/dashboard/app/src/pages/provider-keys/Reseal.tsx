import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { api, read, type Schemas } from "../../api/client";
import { count } from "../../figures/decimal";
import { useChange } from "../../forms/useChange";

type Outcome = Pick<Schemas["Resealed"], "sealed_with" | "resealed" | "remaining" | "failed">;

/** Seals all provider keys anew, under the first key of the keyring, batch by batch. */
export function Reseal({ organizationId, onClose }: { organizationId: string | undefined; onClose: () => void }) {
  const [soFar, setSoFar] = useState(0);
  const resealing = useChange(async (): Promise<Outcome> => {
    setSoFar(0);
    let after: string | null = null;
    let resealed = 0;
    const failed: Outcome["failed"] = [];
    for (;;) {
      const body = { organization_id: organizationId ?? null, after, limit: 200 };
      const batch: Schemas["Resealed"] = await read(api.POST("/api/provider-credentials/reseal", { body }));
      resealed += batch.resealed;
      failed.push(...batch.failed);
      setSoFar(resealed);
      if (batch.next_after === null) {
        return { sealed_with: batch.sealed_with, resealed, remaining: batch.remaining, failed };
      }
      after = batch.next_after;
    }
  });
  const outcome = resealing.data;
  return (
    <Stack>
      <Text size="sm">
        To replace a key of TOLLGATE_KEYRING, put the new one before it in every function, then seal everything anew
        here
        {organizationId === undefined ? "" : `, for the organization ${organizationId}`}. It can be interrupted and
        repeated at any time. Webhooks' secrets are sealed anew by POST /api/webhooks/reseal.
      </Text>
      {outcome && (
        <Alert variant="outline" color={outcome.remaining === 0 ? "green" : "yellow"} role="status">
          <Text size="sm">
            {count(outcome.resealed)} sealed anew with {outcome.sealed_with}; {count(outcome.remaining)} are still
            sealed with another key.
          </Text>
          {outcome.failed.length > 0 && (
            <List size="sm" mt="xs">
              {outcome.failed.map((one) => (
                <List.Item key={one.credential_id}>
                  {one.organization_id}, {one.credential_id}: {one.reason}
                </List.Item>
              ))}
            </List>
          )}
        </Alert>
      )}
      <Group justify="flex-end">
        {resealing.isPending && (
          <Text size="sm" aria-live="polite">
            {count(soFar)} so far
          </Text>
        )}
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button loading={resealing.isPending} onClick={() => resealing.mutate()}>
          Seal anew
        </Button>
      </Group>
    </Stack>
  );
}
