import { Modal, NumberInput, Select, Stack, Switch, Text } from "@mantine/core";
import { api, read, type Schemas } from "../../../api/client";
import { FormEnd } from "../../../forms/FormEnd";
import { useEditForm } from "../../../forms/useEditForm";
import { numberOf } from "../terms/fields";
import { type Team, type TeamTab, teamName } from "../useTeam";

const PERIODS: { value: Schemas["BillingPeriod"]; label: string }[] = [
  { value: "daily", label: "Each day" },
  { value: "weekly", label: "Each week" },
  { value: "monthly", label: "Each month" },
];

type Dialog = Pick<TeamTab, "team" | "reload"> & { close: () => void };

/** Sets what fills a team's credits up. */
export function AutoRefill({ opened, ...dialog }: Dialog & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={dialog.close} title={`Auto-refill of ${teamName(dialog.team)}`}>
      <AutoRefillForm {...dialog} />
    </Modal>
  );
}

function valuesOf({ credits }: Team) {
  return {
    enabled: credits.auto_refill,
    refill_amount: (credits.refill_amount ?? "") as number | string,
    refill_period: credits.refill_period ?? ("monthly" as Schemas["BillingPeriod"]),
  };
}

function AutoRefillForm({ team, reload, close }: Dialog) {
  const edited = useEditForm({
    latest: team,
    reload,
    valuesOf,
    send: (values, headers) => {
      const amount = numberOf(values.refill_amount);
      const params = { path: { team_id: team.team_id } };
      const body = values.enabled
        ? { enabled: true, refill_amount: amount ?? undefined, refill_period: values.refill_period }
        : { enabled: false };
      return read(api.POST("/api/credits/teams/{team_id}/configure-auto-refill", { params, body, headers }));
    },
    done: (set) => set.message,
    onDone: close,
  });
  const { form } = edited;
  return (
    <form onSubmit={edited.submit}>
      <Stack>
        <Text size="sm">
          Credits are added once a period, as an entry of the ledger. Periods are counted in UTC from the moment it is
          switched on, or from the last refill.
        </Text>
        <Switch label="Fill up credits" {...form.getInputProps("enabled", { type: "checkbox" })} />
        {form.values.enabled && (
          <>
            <NumberInput
              label="Credits a period"
              thousandSeparator=","
              allowDecimal={false}
              allowNegative={false}
              hideControls
              required
              {...form.getInputProps("refill_amount")}
            />
            <Select label="Period" data={PERIODS} allowDeselect={false} {...form.getInputProps("refill_period")} />
          </>
        )}
      </Stack>
      <FormEnd
        error={edited.error}
        isSending={edited.isSending}
        action="Save auto-refill"
        onCancel={close}
        onReload={edited.reload}
      />
    </form>
  );
}
