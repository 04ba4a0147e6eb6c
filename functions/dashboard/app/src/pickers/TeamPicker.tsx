import { api, read } from "../api/client";
import { Picker, type PickerProps } from "./Picker";

/** Chooses a team, of one organization or of all. */
export function TeamPicker({ organizationId, ...props }: PickerProps & { organizationId?: string }) {
  return (
    <Picker
      placeholder="Any team"
      {...props}
      queryKey={["teams", "picker", organizationId]}
      find={async (search, signal) => {
        const query = { search, organization_id: organizationId, limit: 50 };
        const teams = await read(api.GET("/api/teams", { params: { query }, signal }));
        return teams.map(({ team_id, team_alias }) => ({ value: team_id, label: named(team_alias, team_id) }));
      }}
    />
  );
}

/** A name for people, with the id where they differ. */
function named(name: string | null, id: string): string {
  return name === null || name === id ? id : `${name} · ${id}`;
}
