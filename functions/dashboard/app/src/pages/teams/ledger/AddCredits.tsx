import { Modal, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { api, read } from "../../../api/client";
import { count } from "../../../figures/decimal";
import { FormEnd } from "../../../forms/FormEnd";
import { useApiForm } from "../../../forms/useApiForm";
import { useIdempotencyKey } from "../../../forms/useIdempotencyKey";
import { blankIs, numberOf } from "../terms/fields";
import { type Team, teamName } from "../useTeam";

/** Gives a team credits. */
export function AddCredits({ team, opened, close }: { team: Team; opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title={`Add credits to ${teamName(team)}`}>
      <AddCreditsForm team={team} close={close} />
    </Modal>
  );
}

function AddCreditsForm({ team, close }: { team: Team; close: () => void }) {
  const once = useIdempotencyKey();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { credits: "" as number | string, reason: "" },
    send: ({ credits, reason }) => {
      const body = { credits: numberOf(credits) ?? 0, reason: blankIs(undefined, reason) };
      const params = { path: { team_id: team.team_id } };
      return read(api.POST("/api/credits/teams/{team_id}/add", { params, body, headers: once(body) }));
    },
    done: (added) => `${count(added.credits_added)} credits were added: ${count(added.credits_after)} remain.`,
    onDone: close,
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          {count(team.credits_available)} credits are available now. What a client has paid for is recorded as a
          payment, in the ledger.
        </Text>
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
        <TextInput
          label="Reason"
          description="Optional. It is shown in the ledger."
          maxLength={450}
          {...form.getInputProps("reason")}
        />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Add credits" onCancel={close} />
    </form>
  );
}
