import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { api, read, type Schemas } from "../../api/client";
import { count } from "../../figures/decimal";
import { useChange } from "../../forms/useChange";
import { Section } from "../../layout/Section";
import { Only } from "../../session/Only";
import { Reseal } from "../provider-keys/Reseal";

type Outcome = Pick<Schemas["ResealedWebhooks"], "sealed_with" | "resealed" | "remaining" | "failed">;

/** Sealing secrets anew after a key of the keyring was replaced. */
export function Seals() {
  const [isOpen, dialog] = useDisclosure();
  const [soFar, setSoFar] = useState<Outcome | null>(null);
  const resealing = useChange(async () => {
    setSoFar(null);
    return resealWebhooks(setSoFar);
  }, "The webhooks' secrets are sealed anew.");
  return (
    <Only role="admin">
      <Section
        title="Seals"
        about="After a new first key was put into TOLLGATE_KEYRING, seal everything anew; then the old key can be taken out."
      >
        <Stack gap="sm">
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={dialog.open}>
              Seal provider keys anew…
            </Button>
            <Button variant="default" size="xs" loading={resealing.isPending} onClick={() => resealing.mutate()}>
              Seal webhooks' secrets anew
            </Button>
          </Group>
          {soFar !== null && (
            <div role="status">
              <Text size="sm">
                {count(soFar.resealed)} webhooks sealed anew with {soFar.sealed_with}; {count(soFar.remaining)} are
                still sealed with another key.
              </Text>
              <List size="sm">
                {soFar.failed.map((one) => (
                  <List.Item key={one.webhook_id}>
                    {one.team_id}, {one.webhook_id}: {one.reason}
                  </List.Item>
                ))}
              </List>
            </div>
          )}
        </Stack>
        <Modal opened={isOpen} onClose={dialog.close} title="Seal all provider keys anew">
          <Reseal organizationId={undefined} onClose={dialog.close} />
        </Modal>
      </Section>
    </Only>
  );
}

/** All webhooks, batch by batch. */
async function resealWebhooks(told: (soFar: Outcome) => void): Promise<Outcome> {
  const failed: Outcome["failed"] = [];
  let resealed = 0;
  for (let after: string | null = null; ; ) {
    const batch: Schemas["ResealedWebhooks"] = await read(
      api.POST("/api/webhooks/reseal", { body: { after, limit: 200 } }),
    );
    resealed += batch.resealed;
    failed.push(...batch.failed);
    const soFar = { sealed_with: batch.sealed_with, remaining: batch.remaining, resealed, failed: [...failed] };
    told(soFar);
    if (batch.next_after === null) return soFar;
    after = batch.next_after;
  }
}
