import { Drawer, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { api, read, type Schemas } from "../../api/client";
import { showSecret } from "../../dialogs/Secret";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { OrganizationPicker } from "../../pickers/OrganizationPicker";
import { AccessGroupsInput } from "./access/AccessGroupsInput";
import { blankIs, numberOf } from "./terms/fields";
import { RateFields } from "./terms/RateFields";
import { BUDGET_MODES, choices } from "./terms/words";

/** The form for a new team. Its first virtual key is shown once. */
export function CreateTeam({
  opened,
  organizationId,
  close,
}: {
  opened: boolean;
  /** The organization that is filled in. */
  organizationId: string | undefined;
  close: () => void;
}) {
  return (
    <Drawer opened={opened} onClose={close} title="New team" position="right" size="md">
      <NewTeamForm organizationId={organizationId} close={close} />
    </Drawer>
  );
}

function NewTeamForm({ organizationId, close }: { organizationId: string | undefined; close: () => void }) {
  const navigate = useNavigate();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: {
      organization_id: organizationId ?? "",
      team_id: "",
      team_alias: "",
      access_groups: [] as string[],
      credits_allocated: "" as number | string,
      budget_mode: "job_based" as Schemas["BudgetMode"],
      credits_per_dollar: "",
      tokens_per_credit: "" as number | string,
      cost_markup_percentage: "",
      rpm_limit: "" as number | string,
      tpm_limit: "" as number | string,
    },
    // What is left empty has the API's own default.
    send: (values) =>
      read(
        api.POST("/api/teams/create", {
          body: {
            organization_id: values.organization_id,
            team_id: values.team_id.trim(),
            access_groups: values.access_groups,
            team_alias: blankIs(undefined, values.team_alias),
            credits_allocated: numberOf(values.credits_allocated) ?? undefined,
            budget_mode: values.budget_mode,
            credits_per_dollar: blankIs(undefined, values.credits_per_dollar),
            tokens_per_credit: numberOf(values.tokens_per_credit) ?? undefined,
            cost_markup_percentage: blankIs(undefined, values.cost_markup_percentage),
            rpm_limit: numberOf(values.rpm_limit) ?? undefined,
            tpm_limit: numberOf(values.tpm_limit) ?? undefined,
          },
        }),
      ),
    done: (team) => team.message,
    onDone: ({ team_id, virtual_key }) => {
      // Only then the key: a dialog over this form would be closed together with it.
      void navigate({ to: "/teams/$teamId", params: { teamId: team_id } }).finally(() => {
        if (virtual_key !== null) showSecret(`The first key of ${team_id}`, "Virtual key", virtual_key);
      });
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <OrganizationPicker
          label="Organization"
          placeholder="Choose an organization"
          required
          {...form.getInputProps("organization_id")}
          value={form.values.organization_id || null}
          onChange={(value) => form.setFieldValue("organization_id", value ?? "")}
        />
        <TextInput
          label="Id"
          description="Letters, digits and . _ : @ -. It cannot be changed later."
          required
          maxLength={255}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps("team_id")}
        />
        <TextInput label="Name" description="For people." maxLength={500} {...form.getInputProps("team_alias")} />
        <AccessGroupsInput {...form.getInputProps("access_groups")} />
        <NumberInput
          label="Credits"
          description="What it is given to begin with."
          thousandSeparator=","
          allowDecimal={false}
          allowNegative={false}
          hideControls
          {...form.getInputProps("credits_allocated")}
        />
        <Select
          label="Jobs are paid"
          description={BUDGET_MODES[form.values.budget_mode].about}
          data={choices(BUDGET_MODES)}
          allowDeselect={false}
          {...form.getInputProps("budget_mode")}
        />
        <RateFields form={form} mode={form.values.budget_mode} />
        <Text size="sm" c="dimmed">
          Everything but the id can be changed later, under Terms and Access.
        </Text>
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Create team" onCancel={close} />
    </form>
  );
}
