import { Box, NumberInput, Stack, TextInput } from "@mantine/core";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { MetadataInput, metadataFault, metadataIfChanged } from "../../forms/MetadataInput";
import { useEditForm } from "../../forms/useEditForm";
import { Section } from "../../layout/Section";
import { numberOf } from "../teams/terms/fields";
import { SettingsList } from "./SettingsList";
import type { Organization, OrganizationTab } from "./useOrganization";

/** An organization's settings: to be changed, or to be read by those who may not change them. */
export default function SettingsTab(props: OrganizationTab) {
  return (
    <Section title="Settings">
      {props.mayChange ? <SettingsForm {...props} /> : <SettingsList organization={props.organization} />}
    </Section>
  );
}

function valuesOf(organization: Organization) {
  return {
    name: organization.name,
    body_retention_days: organization.body_retention_days as number | string,
    metadata: organization.metadataText,
  };
}

function SettingsForm({ organization, reload }: OrganizationTab) {
  const edited = useEditForm({
    latest: organization,
    reload,
    valuesOf,
    validate: { metadata: metadataFault },
    validateInputOnBlur: ["metadata"],
    send: (values, headers) =>
      read(
        api.PUT("/api/organizations/{organization_id}", {
          params: { path: { organization_id: organization.organization_id } },
          body: {
            name: values.name,
            body_retention_days: numberOf(values.body_retention_days) ?? undefined,
            metadata: metadataIfChanged(values.metadata, organization.metadataText),
          },
          headers,
        }),
      ),
    done: "The settings were saved.",
  });
  const { form } = edited;
  return (
    <Box component="form" onSubmit={edited.submit} maw={640}>
      <Stack>
        <TextInput
          label="Name"
          description="For people. The id stays as it is."
          required
          maxLength={500}
          {...form.getInputProps("name")}
        />
        <NumberInput
          label="Days for which requests and answers are kept"
          description="In full, to be read with a job's calls; 0 to keep none. What was kept before stays its time."
          allowDecimal={false}
          allowNegative={false}
          hideControls
          required
          {...form.getInputProps("body_retention_days")}
        />
        <MetadataInput {...form.getInputProps("metadata")} />
      </Stack>
      <FormEnd
        error={edited.error}
        isSending={edited.isSending}
        action="Save settings"
        onReload={edited.reload}
        disabled={!form.isDirty()}
      />
    </Box>
  );
}
