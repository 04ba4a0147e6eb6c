import { Loader, Paper, Select, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { count } from "../../figures/decimal";
import { TextLink } from "../../layout/TextLink";
import { OrganizationPicker } from "../../pickers/OrganizationPicker";
import { TeamPicker } from "../../pickers/TeamPicker";
import { Failure } from "../../states/Failure";

type Change = { organization_id?: string; team_id?: string; model?: string };

/** Chooses the team that calls, and what it calls. */
export function Whom({
  organizationId,
  teamId,
  team,
  model,
  callable,
  isDisabled,
  onChange,
}: {
  organizationId: string | undefined;
  teamId: string | null;
  team: UseQueryResult<Schemas["TeamDetail"]>;
  model: string | null;
  callable: readonly string[] | undefined;
  isDisabled: boolean;
  onChange: (change: Change) => void;
}) {
  const isLoading = teamId !== null && callable === undefined && !team.isError;
  return (
    <Paper withBorder p="md" mb="md">
      <Stack gap="sm">
        <OrganizationPicker
          label="Organization"
          value={organizationId ?? null}
          onChange={(id) => onChange({ organization_id: id ?? undefined, team_id: undefined, model: undefined })}
          clearable
          disabled={isDisabled}
        />
        <TeamPicker
          label="Team"
          placeholder="Choose a team"
          organizationId={organizationId}
          value={teamId}
          onChange={(id) => onChange({ team_id: id ?? undefined, model: undefined })}
          disabled={isDisabled}
        />
        {team.isError && <Failure error={team.error} retry={() => void team.refetch()} />}
        {team.data !== undefined && (
          <Text size="sm">
            <TextLink to="/teams/$teamId" params={{ teamId: team.data.team_id }} inherit underline="always">
              {team.data.team_alias ?? team.data.team_id}
            </TextLink>{" "}
            has {count(team.data.credits.credits_available)} credits available.
          </Text>
        )}
        <Select
          label="Model"
          placeholder={teamId === null ? "Choose a team first" : isLoading ? "Loading" : "Choose a model"}
          rightSection={isLoading ? <Loader size={16} /> : undefined}
          data={[...(callable ?? [])]}
          value={model}
          onChange={(alias) => onChange({ model: alias ?? undefined })}
          searchable
          allowDeselect={false}
          disabled={isDisabled || callable === undefined || callable.length === 0}
          error={callable?.length === 0 ? "This team may call nothing: give it an access group." : undefined}
        />
      </Stack>
    </Paper>
  );
}
