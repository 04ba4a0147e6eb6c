import { Modal, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { api, read, type Schemas } from "../../../api/client";
import { showSecret } from "../../../dialogs/Secret";
import { fromField } from "../../../figures/localInput";
import { FormEnd } from "../../../forms/FormEnd";
import { useApiForm } from "../../../forms/useApiForm";
import { useIdempotencyKey } from "../../../forms/useIdempotencyKey";
import { blankIs } from "../terms/fields";
import { type Team, teamName } from "../useTeam";
import { keyName } from "./keyName";

/** Makes a virtual key, and shows it once. */
export function CreateKey({ team, opened, close }: { team: Team; opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title={`New key of ${teamName(team)}`}>
      <CreateKeyForm team={team} close={close} />
    </Modal>
  );
}

function CreateKeyForm({ team, close }: { team: Team; close: () => void }) {
  const once = useIdempotencyKey();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { name: "", expires_at: "" },
    send: ({ name, expires_at }) => {
      const body = { name: blankIs(null, name), expires_at: fromField(expires_at) };
      const params = { path: { team_id: team.team_id } };
      return read(api.POST("/api/teams/{team_id}/keys", { params, body, headers: once(body) }));
    },
    onDone: (key) => {
      close();
      showNewKey(key);
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="Optional: what uses it, such as `billing`."
          maxLength={200}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <ExpiryInput {...form.getInputProps("expires_at")} />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Create key" onCancel={close} />
    </form>
  );
}

/** When a key stops working. */
export function ExpiryInput(props: object) {
  return (
    <TextInput
      type="datetime-local"
      label="Works until"
      description="In your time zone. Empty for no end."
      {...props}
    />
  );
}

/** Shows a key that was just made. The answer to a request that was sent twice has none: it was shown before. */
export function showNewKey(key: Schemas["NewVirtualKeyWithMessage"]): void {
  if (key.virtual_key !== null) {
    showSecret(`The key ${keyName(key)}`, "Virtual key", key.virtual_key);
    return;
  }
  const message = "The key was made by an earlier try, whose answer was lost. Rotate it to see a key.";
  notifications.show({ message, color: "yellow", autoClose: false });
}
