import { List, PasswordInput, Stack, Text, Textarea } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { count } from "../../figures/decimal";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { providerName } from "../models/providers";

const OUTCOMES: Record<Schemas["ImportOutcome"], string> = {
  imported: "imported",
  exists: "there is already one of this provider and name",
  not_opened: "the key does not open with this encryption key",
  organization_not_found: "there is no such organization",
  invalid_value: "a value is not possible",
};

const EXAMPLE = `[{"organization_id": "north", "provider": "openai", "credential_name": "Main", "api_key": "gAAAAA…"}]`;

/** Brings over provider keys that another system keeps as Fernet tokens. */
export function ImportKeys({ onClose }: { onClose: () => void }) {
  const { form, submit, error, isSending, result } = useApiForm({
    initialValues: { encryption_key: "", credentials: "" },
    validate: { credentials: (text) => (listIn(text) === null ? "This is not a JSON list." : null) },
    send: ({ encryption_key, credentials }) =>
      read(
        api.POST("/api/provider-credentials/import", {
          // The API names what is missing or wrong in an entry.
          body: { encryption_key, credentials: (listIn(credentials) ?? []) as Schemas["ImportedCredential"][] },
        }),
      ),
  });
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack>
        <Text size="sm">
          SaaS LiteLLM keeps provider keys as Fernet tokens. Up to a hundred can be imported at a time, as they are in
          its table provider_credentials. The organizations must exist.
        </Text>
        <PasswordInput
          label="Encryption key"
          description="The other system's ENCRYPTION_KEY. It is used once and not stored."
          autoComplete="new-password"
          required
          {...form.getInputProps("encryption_key")}
        />
        <Textarea
          label="Credentials"
          description="A JSON list"
          placeholder={EXAMPLE}
          autosize
          minRows={5}
          maxRows={14}
          spellCheck={false}
          required
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          {...form.getInputProps("credentials")}
        />
        {result && (
          <div role="status">
            <Text size="sm" fw={600}>
              {count(result.imported)} of {count(result.results.length)} imported
            </Text>
            <List size="sm">
              {result.results.map((one) => (
                <List.Item key={`${one.organization_id} ${one.provider} ${one.credential_name}`}>
                  {one.credential_name} ({one.organization_id}, {providerName(one.provider)}): {OUTCOMES[one.outcome]}
                </List.Item>
              ))}
            </List>
          </div>
        )}
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Import" onCancel={onClose} />
    </form>
  );
}

function listIn(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
