import { Button, Select, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { api, read, type Schemas } from "../../api/client";
import { showSecret } from "../../dialogs/Secret";
import { Moment } from "../../figures/Moment";
import { FormEnd } from "../../forms/FormEnd";
import { ifMatch } from "../../forms/ifMatch";
import { useApiForm } from "../../forms/useApiForm";
import { Section } from "../../layout/Section";

type Webhook = Schemas["Webhook"];

/** For how long the old secret can go on signing. */
const GRACE = [
  { value: "0", label: "Not at all: the old secret may have leaked" },
  { value: "3600", label: "One hour" },
  { value: "86400", label: "One day" },
  { value: "604800", label: "Seven days" },
];

/** The secret that signs what is sent, and its replacement. */
export function RotateSecret({ webhook }: { webhook: Webhook }) {
  const isReplacing = webhook.previous_secret_until !== null && Date.parse(webhook.previous_secret_until) > Date.now();
  const open = () => modals.open({ title: "Replace the signing secret", children: <RotationForm webhook={webhook} /> });
  return (
    <Section
      title="Signing secret"
      about="Receivers verify with it that a message is from Tollgate. It cannot be read; it can be replaced."
      actions={
        <Button variant="default" onClick={open}>
          Replace secret
        </Button>
      }
    >
      {isReplacing && (
        <Text size="sm">
          The secret before the present one signs as well until <Moment at={webhook.previous_secret_until} />.
        </Text>
      )}
    </Section>
  );
}

function RotationForm({ webhook }: { webhook: Webhook }) {
  const params = { path: { webhook_id: webhook.webhook_id } };
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { grace_period_seconds: "86400" },
    send: ({ grace_period_seconds }) =>
      read(
        api.POST("/api/webhooks/{webhook_id}/rotate-secret", {
          params,
          headers: ifMatch(webhook),
          body: { grace_period_seconds: Number(grace_period_seconds) },
        }),
      ),
    onDone: ({ secret }) => {
      modals.closeAll();
      if (secret !== null) showSecret("The secret is replaced", "New signing secret", secret);
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          The new secret is shown once. For a while the old one signs as well, so that the receiver can be given the new
          one in time.
        </Text>
        <Select
          label="How long the old secret goes on signing"
          data={GRACE}
          allowDeselect={false}
          {...form.getInputProps("grace_period_seconds")}
        />
      </Stack>
      <FormEnd
        error={error}
        isSending={isSending}
        action="Replace secret"
        onCancel={() => modals.closeAll()}
        onReload={() => modals.closeAll()}
      />
    </form>
  );
}
