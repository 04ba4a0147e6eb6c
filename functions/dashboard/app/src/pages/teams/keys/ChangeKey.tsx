import { Modal, Stack, TextInput } from "@mantine/core";
import { api, read, type Schemas } from "../../../api/client";
import { fromField, toField } from "../../../figures/localInput";
import { FormEnd } from "../../../forms/FormEnd";
import { useApiForm } from "../../../forms/useApiForm";
import { blankIs } from "../terms/fields";
import { ExpiryInput } from "./CreateKey";
import { keyName } from "./keyName";

/** Changes a key's name, or when it stops working. */
export function ChangeKey({ of, close }: { of: Schemas["VirtualKey"] | null; close: () => void }) {
  return (
    <Modal opened={of !== null} onClose={close} title={of === null ? undefined : `Change ${keyName(of)}`}>
      {of !== null && <ChangeKeyForm of={of} close={close} />}
    </Modal>
  );
}

function ChangeKeyForm({ of, close }: { of: Schemas["VirtualKey"]; close: () => void }) {
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { name: of.name ?? "", expires_at: toField(of.expires_at) },
    send: ({ name, expires_at }) => {
      // A time that was not touched keeps its seconds.
      const until = expires_at === toField(of.expires_at) ? undefined : fromField(expires_at);
      const params = { path: { team_id: of.team_id, key_id: of.key_id } };
      const body = { name: blankIs(null, name), expires_at: until };
      return read(api.PUT("/api/teams/{team_id}/keys/{key_id}", { params, body }));
    },
    done: (key) => key.message,
    onDone: close,
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label="Name" maxLength={200} data-autofocus {...form.getInputProps("name")} />
        <ExpiryInput {...form.getInputProps("expires_at")} />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Save key" onCancel={close} />
    </form>
  );
}
