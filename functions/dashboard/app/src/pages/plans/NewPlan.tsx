import { Fieldset, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { TeamPicker } from "../../pickers/TeamPicker";
import { ExampleBill } from "./ExampleBill";
import { NEW_PLAN, newPlan, typedTerms } from "./planValues";
import { KIND_OPTIONS, KINDS, PERIOD_OPTIONS } from "./terms";

/** Sets a plan. It replaces the plan of the same team and job type at once. */
export function NewPlan({
  teamId,
  jobType,
  onCancel,
}: {
  teamId: string | undefined;
  jobType: string | undefined;
  onCancel: () => void;
}) {
  const navigate = useNavigate();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { ...NEW_PLAN, team_id: teamId ?? null, job_type: jobType ?? "" },
    send: (values) => read(api.POST("/api/pricing/plans", { body: newPlan(values) })),
    done: "The plan is in force.",
    onDone: ({ plan_id }) => void navigate({ to: "/plans/$planId", params: { planId: plan_id } }),
  });
  const { kind } = form.values;
  const usd = (name: "price_per_job_usd" | "first_jobs_price_usd" | "period_fee_usd", label: string) => (
    <TextInput
      label={label}
      leftSection="$"
      inputMode="decimal"
      autoComplete="off"
      required
      {...form.getInputProps(name)}
    />
  );
  const jobs = (name: "first_jobs" | "included_jobs", label: string) => (
    <NumberInput
      label={label}
      min={0}
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      required
      {...form.getInputProps(name)}
    />
  );
  const period = (
    <Select label="Period" data={PERIOD_OPTIONS} allowDeselect={false} required {...form.getInputProps("period")} />
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TeamPicker
            label="Team"
            placeholder="Choose a team"
            required
            {...form.getInputProps("team_id")}
            value={form.values.team_id}
            onChange={(team) => form.setFieldValue("team_id", team)}
          />
          <TextInput
            label="Job type"
            placeholder="All that have no plan of their own"
            autoComplete="off"
            {...form.getInputProps("job_type")}
          />
        </SimpleGrid>
        <Select
          label="Kind"
          description={KINDS[kind].about}
          data={KIND_OPTIONS}
          allowDeselect={false}
          {...form.getInputProps("kind")}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          {kind === "markup" && (
            <TextInput
              label="Markup"
              rightSection="%"
              inputMode="decimal"
              autoComplete="off"
              required
              {...form.getInputProps("markup_percentage")}
            />
          )}
          {kind === "subscription" && usd("period_fee_usd", "Fee for each period")}
          {(kind === "tiered" || kind === "subscription") && period}
          {kind === "tiered" && jobs("first_jobs", "First jobs of a period")}
          {kind === "tiered" && usd("first_jobs_price_usd", "Price of each of the first jobs")}
          {kind === "subscription" && jobs("included_jobs", "Included jobs")}
          {kind !== "markup" &&
            usd("price_per_job_usd", kind === "flat_rate" ? "Price of each job" : "Price of each further job")}
        </SimpleGrid>
        <Fieldset legend="Example">
          <ExampleBill terms={typedTerms(form.values)} />
        </Fieldset>
        <Text size="sm" c="dimmed">
          A plan replaces the one of the same team and job type at once, and cannot be changed. Jobs keep the plan that
          was in force at their first call.
        </Text>
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Set plan" onCancel={onCancel} />
    </form>
  );
}
