/** @file One team, as its page shows it. */

import { useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../api/client";
import { parseExactly } from "../../api/exact";
import { memberText } from "../../api/jsonText";

/** A team, with its metadata as the text that the API sent: its numbers keep every digit. */
export type Team = Schemas["TeamDetail"] & { metadataText: string };

/** What every tab of a team's page is given. */
export type TeamTab = {
  team: Team;
  /** Loads what there is now. */
  reload: () => Promise<Team | undefined>;
  /** Whether it may be changed: by the reader, and at all. */
  mayChange: boolean;
};

/** Loads a team. */
export function useTeam(teamId: string) {
  return useQuery({
    queryKey: ["teams", teamId, "detail"],
    queryFn: async ({ signal }): Promise<Team> => {
      const params = { path: { team_id: teamId } };
      const answer = await read(api.GET("/api/teams/{team_id}", { params, signal, parseAs: "text" }));
      return { ...(parseExactly(answer) as Schemas["TeamDetail"]), metadataText: memberText(answer, "metadata") };
    },
  });
}

/** The name of a team for people. */
export function teamName(team: { team_id: string; team_alias: string | null }): string {
  return team.team_alias ?? team.team_id;
}
