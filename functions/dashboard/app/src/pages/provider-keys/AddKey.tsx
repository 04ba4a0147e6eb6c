import { NumberInput, PasswordInput, Select, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { OrganizationPicker } from "../../pickers/OrganizationPicker";
import { PROVIDER_OPTIONS, type Provider } from "../models/providers";

type Values = {
  organization_id: string | null;
  provider: Provider | null;
  credential_name: string;
  api_key: string;
  api_base: string;
  priority: number | "";
};

/** Stores a provider key of an organization. It cannot be read back. */
export function AddKey({
  organizationId,
  provider,
  onCancel,
}: {
  organizationId: string | undefined;
  provider: Provider | undefined;
  onCancel: () => void;
}) {
  const navigate = useNavigate();
  const initialValues: Values = {
    organization_id: organizationId ?? null,
    provider: provider ?? null,
    credential_name: "",
    api_key: "",
    api_base: "",
    priority: 0,
  };
  const { form, submit, error, isSending } = useApiForm({
    initialValues,
    send: (values) =>
      read(
        api.POST("/api/provider-credentials/create", {
          body: {
            // The API names the fields that are missing.
            organization_id: values.organization_id as string,
            provider: values.provider as Provider,
            credential_name: values.credential_name.trim(),
            api_key: values.api_key.trim(),
            api_base: values.api_base.trim() || null,
            priority: values.priority === "" ? 0 : values.priority,
            is_active: true,
          },
        }),
      ),
    done: "The key was stored. Test it here.",
    onDone: ({ credential_id }) =>
      void navigate({ to: "/provider-keys/$credentialId", params: { credentialId: credential_id } }),
  });
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack>
        <OrganizationPicker
          label="Organization"
          placeholder="Choose an organization"
          required
          {...form.getInputProps("organization_id")}
          value={form.values.organization_id}
          onChange={(organization) => form.setFieldValue("organization_id", organization)}
        />
        <Select
          label="Provider"
          placeholder="Choose a provider"
          data={PROVIDER_OPTIONS}
          allowDeselect={false}
          required
          {...form.getInputProps("provider")}
        />
        <TextInput
          label="Name"
          description="What operators call it"
          autoComplete="off"
          required
          {...form.getInputProps("credential_name")}
        />
        <PasswordInput
          label="Provider key"
          description="It is sealed, and cannot be read back."
          autoComplete="new-password"
          required
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
        <NumberInput
          label="Priority"
          description="0 to 1,000. The lowest of an organization and provider is tried first"
          min={0}
          max={1000}
          allowDecimal={false}
          allowNegative={false}
          {...form.getInputProps("priority")}
        />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Store key" onCancel={onCancel} />
    </form>
  );
}
