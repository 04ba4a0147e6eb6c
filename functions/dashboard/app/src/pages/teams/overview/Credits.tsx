import { Stack, Text } from "@mantine/core";
import { Count } from "../../../figures/Count";
import { Facts } from "../../../layout/Facts";
import { Section } from "../../../layout/Section";
import { CreditBar } from "../CreditBar";
import { refillInWords } from "../ledger/words";
import type { Team } from "../useTeam";

/** A team's credits now. */
export function Credits({ team }: { team: Team }) {
  return (
    <Section title="Credits">
      <Stack gap="md">
        <CreditBar team={team} large />
        <Facts
          facts={[
            { label: "Allocated", value: <Count value={team.credits_allocated} />, note: "All that it was ever given" },
            { label: "Used", value: <Count value={team.credits_used} />, note: "Refunds taken off" },
            { label: "Remaining", value: <Count value={team.credits_remaining} />, note: "Allocated less used" },
            { label: "Held", value: <Count value={team.credits_held} />, note: "For calls and jobs in progress" },
            { label: "Available", value: <Count value={team.credits_available} />, note: "Remaining less held" },
          ]}
        />
        <Text size="sm" c="dimmed">
          {refillInWords(team.credits)}
        </Text>
      </Stack>
    </Section>
  );
}
