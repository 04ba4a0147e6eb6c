import { PasswordInput, Radio, Stack, Switch, TextInput } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useEditForm } from "../../forms/useEditForm";
import { Section } from "../../layout/Section";
import { EventChoice } from "./EventChoice";

type Webhook = Schemas["Webhook"];

/** What is done with the `Authorization` that is sent: it is never shown, so it is left, replaced or removed. */
type AuthChoice = "keep" | "set" | "remove";

type Values = {
  webhook_url: string;
  events: Schemas["WebhookEvent"][];
  description: string;
  is_active: boolean;
  auth: AuthChoice;
  auth_header: string;
};

function valuesOf(webhook: Webhook): Values {
  return {
    webhook_url: webhook.webhook_url,
    events: [...webhook.events],
    description: webhook.description ?? "",
    is_active: webhook.is_active,
    auth: "keep",
    auth_header: "",
  };
}

/** The change that a form asks for. */
function changeOf({ auth, auth_header, description, ...rest }: Values): Schemas["WebhookChange"] {
  const change = { ...rest, description: description.trim() || null };
  return auth === "keep" ? change : { ...change, auth_header: auth === "set" ? auth_header : null };
}

/** Changes a webhook, for operators who may. */
export function WebhookSettings({ webhook, reload }: { webhook: Webhook; reload: () => Promise<Webhook | undefined> }) {
  const path = { webhook_id: webhook.webhook_id };
  const edited = useEditForm<Webhook, Values, Webhook>({
    latest: webhook,
    valuesOf,
    reload,
    send: (values, headers) =>
      read(api.PUT("/api/webhooks/{webhook_id}", { params: { path }, headers, body: changeOf(values) })),
    done: "The webhook is changed.",
  });
  const { form } = edited;
  return (
    <Section title="Settings">
      <form onSubmit={edited.submit} noValidate>
        <Stack maw={640}>
          <TextInput
            label="Address"
            description="A public https address of the team's server."
            inputMode="url"
            required
            {...form.getInputProps("webhook_url")}
          />
          <EventChoice {...form.getInputProps("events")} />
          <TextInput
            label="Description"
            description="A note that only people read."
            {...form.getInputProps("description")}
          />
          <Authorization has={webhook.has_auth_header} form={form} />
          <Switch
            label="Active"
            description="When it is switched off, pending messages are given up, and events that happen meanwhile are not kept for it."
            {...form.getInputProps("is_active", { type: "checkbox" })}
          />
        </Stack>
        <FormEnd
          error={edited.error}
          isSending={edited.isSending}
          action="Save"
          disabled={!form.isDirty()}
          onReload={edited.reload}
        />
      </form>
    </Section>
  );
}

type Form = ReturnType<typeof useEditForm<Webhook, Values, Webhook>>["form"];

/** The `Authorization` header. One that is stored goes only to the origin that it was entered for. */
function Authorization({ has, form }: { has: boolean; form: Form }) {
  const { auth } = form.getValues();
  return (
    <>
      <Radio.Group
        label="Authorization header"
        description="Sent with every message. It is never shown; for an address of another server it has to be entered anew."
        {...form.getInputProps("auth")}
        error={auth === "set" ? undefined : form.errors.auth_header}
      >
        <Stack gap={8} mt={6}>
          <Radio value="keep" label={has ? "Keep the one that is stored" : "Send none"} />
          <Radio value="set" label={has ? "Replace it" : "Send one"} />
          {has && <Radio value="remove" label="Send none any more" />}
        </Stack>
      </Radio.Group>
      {auth === "set" && (
        <PasswordInput
          label="New authorization header"
          placeholder="Bearer …"
          autoComplete="new-password"
          required
          {...form.getInputProps("auth_header")}
        />
      )}
    </>
  );
}
