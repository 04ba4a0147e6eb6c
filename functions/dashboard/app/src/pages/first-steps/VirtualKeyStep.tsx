import { Alert, Button, Divider, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { api, read } from "../../api/client";
import { Copyable } from "../../dialogs/Secret";
import { useChange } from "../../forms/useChange";

/** Makes a virtual key of the team, or takes one that was kept. A key can be read only when it is made. */
export function VirtualKeyStep({
  teamId,
  hint,
  onKey,
}: {
  teamId: string;
  /** The hint of the key that the team has; null for none. */
  hint: string | null;
  onKey: (key: string) => void;
}) {
  const [kept, setKept] = useState("");
  const making = useChange(async () => {
    const path = { team_id: teamId };
    const body = { name: "First steps" };
    const made = await read(api.POST("/api/teams/{team_id}/keys", { params: { path }, body }));
    if (made.virtual_key !== null) onKey(made.virtual_key);
  }, "The key is made.");
  return (
    <Stack gap="sm">
      {hint !== null && (
        <Text size="sm">The team has the key {hint}, which cannot be read again. Make another one, or enter it.</Text>
      )}
      <Button style={{ alignSelf: "start" }} loading={making.isPending} onClick={() => making.mutate()}>
        Create virtual key
      </Button>
      {hint !== null && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (kept.trim() !== "") onKey(kept.trim());
          }}
        >
          <Divider label="or" mb="sm" />
          <Group align="end" gap="xs">
            <PasswordInput
              label="A virtual key that was kept"
              placeholder="sk-…"
              autoComplete="off"
              flex={1}
              value={kept}
              onChange={(event) => setKept(event.currentTarget.value)}
            />
            <Button type="submit" variant="default">
              Use it
            </Button>
          </Group>
        </form>
      )}
    </Stack>
  );
}

/** The key that the page has in hand, until it is left. */
export function KeyInHand({ virtualKey }: { virtualKey: string }) {
  return (
    <Stack gap="sm">
      <Alert color="yellow" variant="outline">
        <Text size="sm">Keep it now: it is shown only here, and cannot be read later.</Text>
      </Alert>
      <Copyable value={virtualKey} label="Virtual key" />
    </Stack>
  );
}
