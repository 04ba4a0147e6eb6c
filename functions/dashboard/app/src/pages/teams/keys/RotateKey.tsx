import { Modal, Select, Stack, Text } from "@mantine/core";
import { api, read, type Schemas } from "../../../api/client";
import { FormEnd } from "../../../forms/FormEnd";
import { useApiForm } from "../../../forms/useApiForm";
import { useIdempotencyKey } from "../../../forms/useIdempotencyKey";
import { showNewKey } from "./CreateKey";
import { keyName } from "./keyName";

/** How long the old key goes on working, in seconds. */
const GRACES = [
  { value: "0", label: "Not at all" },
  { value: "3600", label: "One hour" },
  { value: "86400", label: "One day" },
  { value: "604800", label: "One week" },
  { value: "2592000", label: "30 days" },
];

/** Replaces a key by another one with the same name and expiry, and shows that once. */
export function RotateKey({ of, close }: { of: Schemas["VirtualKey"] | null; close: () => void }) {
  return (
    <Modal opened={of !== null} onClose={close} title={of === null ? undefined : `Rotate ${keyName(of)}`}>
      {of !== null && <RotateKeyForm of={of} close={close} />}
    </Modal>
  );
}

function RotateKeyForm({ of, close }: { of: Schemas["VirtualKey"]; close: () => void }) {
  const once = useIdempotencyKey();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { grace_period_seconds: "86400" },
    send: ({ grace_period_seconds }) => {
      const body = { grace_period_seconds: Number(grace_period_seconds) };
      const params = { path: { team_id: of.team_id, key_id: of.key_id } };
      return read(api.POST("/api/teams/{team_id}/keys/{key_id}/rotate", { params, body, headers: once(body) }));
    },
    done: (key) => key.message,
    onDone: (key) => {
      close();
      showNewKey(key);
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          A new key with the same name and expiry takes its place. Give the old one time until everything that uses it
          has the new one.
        </Text>
        <Select
          label="The old key goes on working for"
          data={GRACES}
          allowDeselect={false}
          data-autofocus
          {...form.getInputProps("grace_period_seconds")}
        />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Rotate key" onCancel={close} />
    </form>
  );
}
