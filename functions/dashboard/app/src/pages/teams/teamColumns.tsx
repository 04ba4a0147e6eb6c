/** @file How lists of teams show a team. */

import { Code, Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { Count } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { TextLink } from "../../layout/TextLink";
import type { Column } from "../../tables/DataTable";
import { CreditBar } from "./CreditBar";
import { TeamState } from "./TeamState";
import { BUDGET_MODES } from "./terms/words";
import { teamName } from "./useTeam";

type Team = Schemas["Team"];

const NAME: Column<Team> = {
  header: "Team",
  sortKey: "team_alias",
  cell: (team) => (
    <div>
      <TextLink to="/teams/$teamId" params={{ teamId: team.team_id }} size="sm" fw={600}>
        {teamName(team)}
      </TextLink>
      {teamName(team) !== team.team_id && (
        <Text size="xs">
          <Code>{team.team_id}</Code>
        </Text>
      )}
    </div>
  ),
};

const ORGANIZATION: Column<Team> = {
  header: "Organization",
  cell: (team) => (
    <TextLink to="/organizations/$organizationId" params={{ organizationId: team.organization_id }} size="sm">
      {team.organization_id}
    </TextLink>
  ),
};

const REST: readonly Column<Team>[] = [
  { header: "Status", cell: (team) => <TeamState state={team.status} /> },
  { header: "Credits", cell: (team) => <CreditBar team={team} />, width: "11rem" },
  {
    header: "Remaining",
    align: "right",
    sortKey: "credits_remaining",
    cell: (team) => <Count value={team.credits_remaining} />,
  },
  { header: "Paid", cell: (team) => <span className="digits">{BUDGET_MODES[team.budget_mode].short}</span> },
  { header: "Made", sortKey: "created_at", cell: (team) => <Moment at={team.created_at} relative /> },
];

/** The columns of a list of any organization's teams. */
export const TEAM_COLUMNS: readonly Column<Team>[] = [NAME, ORGANIZATION, ...REST];

/** The columns of a list of one organization's teams. */
export const TEAM_COLUMNS_OF_ONE: readonly Column<Team>[] = [NAME, ...REST];
