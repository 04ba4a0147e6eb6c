import { Modal, NumberInput, Stack, Text } from "@mantine/core";
import { api, read } from "../../../api/client";
import { FormEnd } from "../../../forms/FormEnd";
import { useEditForm } from "../../../forms/useEditForm";
import { numberOf } from "../terms/fields";
import { type Team, type TeamTab, teamName } from "../useTeam";

type Dialog = Pick<TeamTab, "team" | "reload"> & { close: () => void };

/** Sets what a team was given and has used, where the books are wrong. */
export function CorrectCredits({ opened, ...dialog }: Dialog & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={dialog.close} title={`Correct the credits of ${teamName(dialog.team)}`}>
      <CorrectionForm {...dialog} />
    </Modal>
  );
}

function valuesOf(team: Team) {
  return {
    credits_allocated: team.credits_allocated as number | string,
    credits_used: team.credits_used as number | string,
  };
}

const WHOLE = { thousandSeparator: ",", allowDecimal: false, allowNegative: false, hideControls: true } as const;

function CorrectionForm({ team, reload, close }: Dialog) {
  const edited = useEditForm({
    latest: team,
    reload,
    valuesOf,
    send: (values, headers) =>
      read(
        api.PUT("/api/teams/{team_id}", {
          params: { path: { team_id: team.team_id } },
          // A number that is as it was loaded stays as it is now, whatever calls have done since.
          body: {
            credits_allocated: numberOf(values.credits_allocated) ?? undefined,
            credits_used: numberOf(values.credits_used) ?? undefined,
          },
          headers,
        }),
      ),
    done: "The credits were corrected. The difference is in the ledger.",
    onDone: close,
  });
  const { form } = edited;
  return (
    <form onSubmit={edited.submit}>
      <Stack>
        <Text size="sm">
          For corrections only: each difference becomes an adjustment in the ledger. What you leave as it is stays as it
          is, even if calls change it meanwhile.
        </Text>
        <NumberInput
          label="Credits allocated"
          description="All that it was ever given."
          required
          data-autofocus
          {...WHOLE}
          {...form.getInputProps("credits_allocated")}
        />
        <NumberInput
          label="Credits used"
          description="Refunds taken off."
          required
          {...WHOLE}
          {...form.getInputProps("credits_used")}
        />
      </Stack>
      <FormEnd
        error={edited.error}
        isSending={edited.isSending}
        action="Correct credits"
        onCancel={close}
        onReload={edited.reload}
        disabled={!form.isDirty()}
      />
    </form>
  );
}
