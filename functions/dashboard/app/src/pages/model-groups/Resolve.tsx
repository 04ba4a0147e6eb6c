import { Alert, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../api/client";
import { Section } from "../../layout/Section";
import { TeamPicker } from "../../pickers/TeamPicker";
import { Loaded } from "../../states/Loaded";

type Resolved = Schemas["ResolvedModelGroup"];

/** What a team's call of a model group would try now. */
export function Resolve({
  groupName,
  team,
  onTeam,
}: {
  groupName: string;
  team: string | undefined;
  onTeam: (team: string | undefined) => void;
}) {
  const resolved = useQuery({
    queryKey: ["model-groups", groupName, "resolve", team],
    enabled: team !== undefined,
    queryFn: ({ signal }) =>
      read(
        api.GET("/api/model-groups/{group_name}/resolve", {
          params: { path: { group_name: groupName }, query: { team_id: team ?? "" } },
          signal,
        }),
      ),
  });
  return (
    <Section
      title="What would a team try?"
      about="By the providers' names. A group that balances by weight is listed with the heaviest first."
    >
      <TeamPicker
        label="Team"
        placeholder="Choose a team"
        value={team ?? null}
        onChange={(chosen) => onTeam(chosen ?? undefined)}
        clearable
        w={320}
      />
      {team !== undefined && (
        <Loaded query={resolved} lines={2}>
          {(answer) => <Answer answer={answer} team={team} />}
        </Loaded>
      )}
    </Section>
  );
}

function Answer({ answer, team }: { answer: Resolved; team: string }) {
  const models = answer.primary_model === null ? [] : [answer.primary_model, ...answer.fallback_models];
  return (
    <Stack gap="xs" aria-live="polite">
      {!answer.team_has_access && (
        <Alert variant="outline" color="yellow">
          {team} does not have this group{answer.error ? `: ${answer.error}` : "."}
        </Alert>
      )}
      {answer.team_has_access && models.length === 0 && (
        <Alert variant="outline" color="yellow">
          {answer.error ?? "Nothing can be called."}
        </Alert>
      )}
      {models.length > 0 && (
        <>
          <Text size="sm">A call of {team} tries, one after the other:</Text>
          <List type="ordered" size="sm">
            {models.map((model) => (
              <List.Item key={model}>{model}</List.Item>
            ))}
          </List>
        </>
      )}
    </Stack>
  );
}
