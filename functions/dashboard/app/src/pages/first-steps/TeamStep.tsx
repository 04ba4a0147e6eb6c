import { NumberInput, SimpleGrid, TextInput } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { useFactsAnew } from "./useProgress";

/** Makes the team that calls the alias, with credits. It comes with its first virtual key. */
export function TeamStep({
  organizationId,
  accessGroup,
  onDone,
}: {
  organizationId: string;
  /** A group that gives the alias. */
  accessGroup: string;
  onDone: (team: Schemas["CreatedTeamWithMessage"]) => void;
}) {
  const loadFacts = useFactsAnew();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: {
      team_id: `${organizationId.slice(0, 240)}-team`,
      credits_allocated: 1000 as number | string,
      cost_markup_percentage: "20" as number | string,
    },
    send: async ({ team_id, credits_allocated, cost_markup_percentage }) => {
      const made = await read(
        api.POST("/api/teams/create", {
          body: {
            organization_id: organizationId,
            team_id: team_id.trim(),
            access_groups: [accessGroup],
            credits_allocated: Number(credits_allocated),
            // As it was typed: no binary number stands between.
            cost_markup_percentage: String(cost_markup_percentage),
          },
        }),
      );
      await loadFacts();
      return made;
    },
    done: (team) => team.message,
    onDone,
  });
  return (
    <form onSubmit={submit}>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextInput
          label="Team id"
          description={`It gets the access group ${accessGroup}`}
          autoComplete="off"
          required
          {...form.getInputProps("team_id")}
        />
        <NumberInput
          label="Credits"
          description="To begin with; a job takes one"
          thousandSeparator=","
          allowDecimal={false}
          allowNegative={false}
          min={1}
          required
          {...form.getInputProps("credits_allocated")}
        />
        <NumberInput
          label="Markup"
          description="What the customer pays on top"
          suffix=" %"
          decimalScale={2}
          allowNegative={false}
          required
          {...form.getInputProps("cost_markup_percentage")}
        />
      </SimpleGrid>
      <FormEnd error={error} isSending={isSending} action="Create team" />
    </form>
  );
}
