import { PasswordInput, Stack, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { api, read, type Schemas } from "../../api/client";
import { showSecret } from "../../dialogs/Secret";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { TeamPicker } from "../../pickers/TeamPicker";
import { EventChoice } from "./EventChoice";
import { EVENT_NAMES } from "./words";

/** Registers a webhook of a team, and shows its secret this once. */
export function RegisterWebhook({ teamId }: { teamId: string | null }) {
  const { form, submit, error, isSending } = useApiForm({
    initialValues: {
      team_id: teamId,
      webhook_url: "",
      events: [...EVENT_NAMES],
      description: "",
      auth_header: "",
    } as { team_id: string | null; webhook_url: string; events: Schemas["WebhookEvent"][] } & Record<
      "description" | "auth_header",
      string
    >,
    validate: { team_id: (team) => (team === null ? "Choose the team whose events are sent." : null) },
    send: ({ team_id, description, auth_header, ...body }) =>
      read(
        api.POST("/api/webhooks/register", {
          body: {
            ...body,
            team_id: team_id ?? "",
            description: description.trim() || null,
            auth_header: auth_header || null,
          },
        }),
      ),
    onDone: ({ secret }) => {
      modals.closeAll();
      if (secret !== null) showSecret("The webhook is registered", "Signing secret", secret);
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TeamPicker label="Team" placeholder="Choose a team" required {...form.getInputProps("team_id")} />
        <TextInput
          label="Address"
          description="A public https address of the team's server."
          placeholder="https://hooks.example.com/tollgate"
          inputMode="url"
          autoComplete="off"
          required
          {...form.getInputProps("webhook_url")}
        />
        <EventChoice {...form.getInputProps("events")} />
        <TextInput
          label="Description"
          description="A note that only people read."
          {...form.getInputProps("description")}
        />
        <PasswordInput
          label="Authorization header"
          description="Sent with every message, such as Bearer and a token. It is stored sealed, and never shown again."
          autoComplete="new-password"
          {...form.getInputProps("auth_header")}
        />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Register webhook" onCancel={() => modals.closeAll()} />
    </form>
  );
}
