import { Alert, Grid, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, read } from "../../api/client";
import { Moment } from "../../figures/Moment";
import { Page } from "../../layout/Page";
import { useMay, useOperator } from "../../session/useSession";
import { Empty } from "../../states/Empty";
import { CallReport } from "./CallReport";
import { Chat } from "./Chat";
import { faultOfTools, USUAL_SETTINGS } from "./request";
import { SettingsForm } from "./SettingsForm";
import { usePlayground } from "./usePlayground";
import { useTeamKey } from "./useTeamKey";
import { Whom } from "./Whom";

const route = getRouteApi("/frame/playground");

/** Tries models as a team: with its key, its access groups, its limits and its credits. */
export function PlaygroundPage() {
  return (
    <Page
      title="Playground"
      about="Calls models as a team's own application would. The calls are real: the team is charged for them, and the jobs have the type playground."
    >
      {useMay("admin") ? (
        <Bench />
      ) : (
        <Empty title="Not for your role">Calls for a team are made by operators with the role admin.</Empty>
      )}
    </Page>
  );
}

function Bench() {
  const { organization_id, team_id, model } = route.useSearch();
  const teamId = team_id ?? null;
  const navigate = useNavigate({ from: "/playground" });
  const [settings, setSettings] = useState(USUAL_SETTINGS);
  const operator = useOperator();
  const key = useTeamKey(teamId, operator.email);
  const team = useQuery({
    queryKey: ["teams", teamId, "playground"],
    enabled: teamId !== null,
    queryFn: ({ signal }) =>
      read(api.GET("/api/teams/{team_id}", { params: { path: { team_id: teamId ?? "" } }, signal })),
  });
  const callable = teamId === null || team.data === undefined ? undefined : callableNames(team.data);
  const chosen = callable?.find((name) => name === model) ?? callable?.[0] ?? null;
  const playground = usePlayground(teamId, chosen, settings, key.get);
  const isReady = chosen !== null && faultOfTools(settings.tools) === null;
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Whom
          organizationId={organization_id}
          team={team}
          teamId={teamId}
          model={chosen}
          callable={callable}
          isDisabled={playground.isRunning}
          onChange={(change) => void navigate({ search: (now) => ({ ...now, ...change }), replace: true })}
        />
        <SettingsForm settings={settings} onChange={setSettings} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8 }}>
        {team.data !== undefined && team.data.status !== "active" && (
          <Alert color="yellow" variant="outline" mb="md">
            The team is {team.data.status}: its calls are refused.
          </Alert>
        )}
        <Chat playground={playground} isReady={isReady} model={chosen} settings={settings} />
        <CallReport report={playground.report} />
        <Text size="xs" c="dimmed" mt="md">
          {key.hint === null ? (
            <>
              With the first call a virtual key of the team is made for this page. It lives in this window&apos;s memory
              only, for at most an hour, and is revoked when you leave the page or choose another team.
            </>
          ) : (
            <>
              Calls are made with the virtual key {key.hint}, made for this page. It is revoked when you leave the page
              or choose another team, and expires{" "}
              <Moment at={key.expiresAt === null ? null : new Date(key.expiresAt).toISOString()} />.
            </>
          )}
        </Text>
      </Grid.Col>
    </Grid>
  );
}

/** What a team may call by name: its aliases, then its model groups. */
export function callableNames(team: {
  allowed_model_aliases: readonly string[];
  model_groups: readonly string[];
}): string[] {
  return [...new Set([...team.allowed_model_aliases, ...team.model_groups])];
}
