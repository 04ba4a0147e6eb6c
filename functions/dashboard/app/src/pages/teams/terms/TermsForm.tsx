import { Box, Fieldset, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { api, read } from "../../../api/client";
import { digits } from "../../../api/exact";
import { FormEnd } from "../../../forms/FormEnd";
import { MetadataInput, metadataFault, metadataIfChanged } from "../../../forms/MetadataInput";
import { useEditForm } from "../../../forms/useEditForm";
import type { Team, TeamTab } from "../useTeam";
import { blankIs, numberOf } from "./fields";
import { RateFields } from "./RateFields";
import { BUDGET_MODES, choices, REFUNDS } from "./words";

function valuesOf(team: Team) {
  return {
    team_alias: team.team_alias ?? "",
    budget_mode: team.budget_mode,
    credits_per_dollar: digits(team.credits_per_dollar),
    tokens_per_credit: team.tokens_per_credit as number | string,
    cost_markup_percentage: team.cost_markup_percentage == null ? "" : digits(team.cost_markup_percentage),
    refund_failed_jobs: team.refund_failed_jobs,
    drop_unsupported: team.drop_unsupported,
    rpm_limit: (team.rpm_limit ?? "") as number | string,
    tpm_limit: (team.tpm_limit ?? "") as number | string,
    low_credit_threshold: (team.low_credit_threshold ?? "") as number | string,
    metadata: team.metadataText,
  };
}

type Values = ReturnType<typeof valuesOf>;

/** What is sent: an empty limit is none, and metadata is sent only where it was changed. */
function bodyOf(values: Values, metadataBefore: string) {
  return {
    team_alias: values.team_alias.trim(),
    budget_mode: values.budget_mode,
    credits_per_dollar: blankIs(undefined, values.credits_per_dollar),
    tokens_per_credit: numberOf(values.tokens_per_credit) ?? undefined,
    cost_markup_percentage: blankIs(undefined, values.cost_markup_percentage),
    refund_failed_jobs: values.refund_failed_jobs,
    drop_unsupported: values.drop_unsupported,
    rpm_limit: numberOf(values.rpm_limit),
    tpm_limit: numberOf(values.tpm_limit),
    low_credit_threshold: numberOf(values.low_credit_threshold),
    metadata: metadataIfChanged(values.metadata, metadataBefore),
  };
}

/** Changes the terms of a team. */
export function TermsForm({ team, reload }: TeamTab) {
  const edited = useEditForm({
    latest: team,
    reload,
    valuesOf,
    validate: { metadata: metadataFault },
    validateInputOnBlur: ["metadata"],
    send: (values, headers) =>
      read(
        api.PUT("/api/teams/{team_id}", {
          params: { path: { team_id: team.team_id } },
          body: bodyOf(values, team.metadataText),
          headers,
        }),
      ),
    done: "The terms were saved.",
  });
  const { form } = edited;
  return (
    <Box component="form" onSubmit={edited.submit} maw={760}>
      <Stack gap="md">
        <TextInput
          label="Name"
          description="For people. The id stays as it is."
          maxLength={500}
          {...form.getInputProps("team_alias")}
        />
        <Fieldset legend="Payment">
          <Stack>
            <Select
              label="Jobs are paid"
              description={BUDGET_MODES[form.values.budget_mode].about}
              data={choices(BUDGET_MODES)}
              allowDeselect={false}
              {...form.getInputProps("budget_mode")}
            />
            <Select
              label="Failed jobs that are free"
              description={REFUNDS[form.values.refund_failed_jobs].about}
              data={choices(REFUNDS)}
              allowDeselect={false}
              {...form.getInputProps("refund_failed_jobs")}
            />
          </Stack>
        </Fieldset>
        <Fieldset legend="Rates and limits">
          <RateFields form={form} mode={form.values.budget_mode}>
            <NumberInput
              label="Low credits"
              description="The event credits.low is sent when so many or fewer remain. Empty for a tenth of those allocated."
              thousandSeparator=","
              allowDecimal={false}
              allowNegative={false}
              hideControls
              {...form.getInputProps("low_credit_threshold")}
            />
          </RateFields>
        </Fieldset>
        <Switch
          label="Leave out parameters that a model does not take"
          description="Otherwise such a request is refused, unless it or the alias says so itself."
          {...form.getInputProps("drop_unsupported", { type: "checkbox" })}
        />
        <MetadataInput {...form.getInputProps("metadata")} />
      </Stack>
      <FormEnd
        error={edited.error}
        isSending={edited.isSending}
        action="Save terms"
        onReload={edited.reload}
        disabled={!form.isDirty()}
      />
    </Box>
  );
}
