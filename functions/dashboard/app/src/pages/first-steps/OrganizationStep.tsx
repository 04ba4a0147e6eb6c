import { Divider, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { OrganizationPicker } from "../../pickers/OrganizationPicker";
import { idFrom } from "./progress";

/** Makes the organization, or takes one that there is. */
export function OrganizationStep({ onChoose }: { onChoose: (organizationId: string) => void }) {
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { name: "", organization_id: "" },
    // Its team is made by a step of its own.
    send: (body) => read(api.POST("/api/organizations/create", { body: { ...body, create_default_team: false } })),
    done: ({ name }) => `${name} is made.`,
    onDone: ({ organization_id }) => onChoose(organization_id),
  });
  const { name, organization_id } = form.values;
  return (
    <Stack>
      <form onSubmit={submit}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label="Name"
            description="Of the customer, for people"
            placeholder="North Ltd"
            autoComplete="organization"
            required
            {...form.getInputProps("name")}
            onChange={({ currentTarget: { value } }) => {
              // The id follows the name until it is typed.
              if (organization_id === idFrom(name)) form.setFieldValue("organization_id", idFrom(value));
              form.setFieldValue("name", value);
            }}
          />
          <TextInput
            label="Organization id"
            description="For programs; it cannot be changed"
            autoComplete="off"
            required
            {...form.getInputProps("organization_id")}
          />
        </SimpleGrid>
        <FormEnd error={error} isSending={isSending} action="Create organization" />
      </form>
      <Divider label="or" />
      <OrganizationPicker
        label="Go on with an organization that there is"
        placeholder="Choose an organization"
        onChange={(value) => {
          if (value !== null) onChoose(value);
        }}
      />
    </Stack>
  );
}
