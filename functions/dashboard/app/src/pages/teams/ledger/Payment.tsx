import { Modal, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { api, read, type Schemas } from "../../../api/client";
import { count } from "../../../figures/decimal";
import { FormEnd } from "../../../forms/FormEnd";
import { useApiForm } from "../../../forms/useApiForm";
import { useIdempotencyKey } from "../../../forms/useIdempotencyKey";
import { blankIs, numberOf } from "../terms/fields";
import { type Team, teamName } from "../useTeam";

const KINDS: Record<Schemas["PaymentType"], { label: string; about: string }> = {
  one_time: { label: "One-time payment", about: "It leaves auto-refill as it is." },
  subscription: {
    label: "Subscription payment",
    about: "It counts as an auto-refill: if that is on, its periods begin anew.",
  },
};

/** Records that a client has paid for credits. */
export function Payment({ team, opened, close }: { team: Team; opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title={`Record a payment of ${teamName(team)}`}>
      <PaymentForm team={team} close={close} />
    </Modal>
  );
}

function PaymentForm({ team, close }: { team: Team; close: () => void }) {
  const once = useIdempotencyKey();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: {
      credits: "" as number | string,
      payment_type: "one_time" as Schemas["PaymentType"],
      payment_amount_usd: "",
      reason: "",
    },
    send: (values) => {
      const body = {
        credits: numberOf(values.credits) ?? 0,
        payment_type: values.payment_type,
        payment_amount_usd: blankIs(undefined, values.payment_amount_usd),
        reason: blankIs(undefined, values.reason),
      };
      const params = { path: { team_id: team.team_id } };
      return read(api.POST("/api/credits/teams/{team_id}/replenish", { params, body, headers: once(body) }));
    },
    done: (paid) => `${count(paid.credits_added)} credits were added: ${count(paid.credits_after)} remain.`,
    onDone: close,
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <NumberInput
          label="Credits"
          thousandSeparator=","
          allowDecimal={false}
          allowNegative={false}
          hideControls
          required
          data-autofocus
          {...form.getInputProps("credits")}
        />
        <Select
          label="Payment"
          description={KINDS[form.values.payment_type].about}
          data={Object.entries(KINDS).map(([value, { label }]) => ({ value, label }))}
          allowDeselect={false}
          {...form.getInputProps("payment_type")}
        />
        <TextInput
          label="Amount in US dollars"
          description="Optional. It is kept in the ledger."
          inputMode="decimal"
          leftSection="$"
          leftSectionPointerEvents="none"
          {...form.getInputProps("payment_amount_usd")}
        />
        <TextInput
          label="Reason"
          description="Optional, such as the number of the invoice. It is shown in the ledger."
          maxLength={450}
          {...form.getInputProps("reason")}
        />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Record payment" onCancel={close} />
    </form>
  );
}
