import { PasswordInput, SimpleGrid, TextInput } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { ifMatch } from "../../forms/ifMatch";
import { useApiForm } from "../../forms/useApiForm";
import type { Edition } from "../../forms/useEdition";
import { Section } from "../../layout/Section";

/** Replaces the key itself, and the address that it goes to. */
export function ReplaceKey({ edited }: { edited: Edition<Schemas["Credential"]> }) {
  const credential = edited.edition;
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { api_key: "", api_base: credential.api_base ?? "" },
    onValuesChange: edited.hold,
    send: ({ api_key, api_base }) =>
      read(
        api.PUT("/api/provider-credentials/{credential_id}", {
          params: { path: { credential_id: credential.credential_id } },
          headers: ifMatch(credential),
          body: { api_key: api_key.trim() || undefined, api_base: api_base.trim() },
        }),
      ),
    done: "The key was replaced. Calls use the new one from now on.",
    onDone: edited.adopt,
  });
  return (
    <Section
      title="Replace the key"
      about="A key goes only to the address that it was entered with, so another address needs the key again."
    >
      <form onSubmit={submit} autoComplete="off">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <PasswordInput
            label="New provider key"
            description="It is sealed, and cannot be read back."
            autoComplete="new-password"
            {...form.getInputProps("api_key")}
          />
          <TextInput
            label="Address"
            description="A public https address. Empty: the provider's own"
            placeholder="https://…"
            inputMode="url"
            autoComplete="off"
            {...form.getInputProps("api_base")}
          />
        </SimpleGrid>
        <FormEnd
          error={error}
          isSending={isSending}
          action="Replace key"
          onReload={edited.reload}
          disabled={!form.isDirty()}
        />
      </form>
    </Section>
  );
}
