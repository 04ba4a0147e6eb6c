import { Alert, Button, Group, Skeleton, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Moment } from "../../figures/Moment";
import { Page } from "../../layout/Page";
import { TabBar } from "../../layout/TabBar";
import { useMay } from "../../session/useSession";
import { Loaded } from "../../states/Loaded";
import { AddCredits } from "./ledger/AddCredits";
import { TeamActions } from "./TeamActions";
import { TeamState } from "./TeamState";
import { type Team, type TeamTab, teamName, useTeam } from "./useTeam";

const route = getRouteApi("/frame/teams/$teamId");

const TABS = [
  ["overview", "Overview"],
  ["ledger", "Ledger"],
  ["keys", "Virtual keys"],
  ["terms", "Terms"],
  ["plans", "Plans"],
  ["access", "Access"],
  ["webhooks", "Webhooks"],
  ["jobs", "Jobs"],
] as const;

const CONTENTS = {
  overview: lazy(() => import("./overview/OverviewTab")),
  ledger: lazy(() => import("./ledger/LedgerTab")),
  keys: lazy(() => import("./keys/KeysTab")),
  terms: lazy(() => import("./terms/TermsTab")),
  plans: lazy(() => import("./plans/PlansTab")),
  access: lazy(() => import("./access/AccessTab")),
  webhooks: lazy(() => import("./webhooks/WebhooksTab")),
  jobs: lazy(() => import("./jobs/JobsTab")),
} as const;

/** One team: its credits, keys, terms, and what it does. */
export function TeamPage() {
  const { teamId } = route.useParams();
  const query = useTeam(teamId);
  const isAdmin = useMay("admin");
  const team = query.data;
  const reload = async () => (await query.refetch()).data;
  const mayChange = isAdmin && team !== undefined && team.status !== "deleted";
  return (
    <Page
      title={team === undefined ? teamId : teamName(team)}
      about={team && <About team={team} />}
      above={[
        { label: "Organizations", to: "/organizations" },
        ...(team === undefined
          ? []
          : [{ label: team.organization_id, to: `/organizations/${encodeURIComponent(team.organization_id)}` }]),
        { label: "Teams", to: "/teams" },
      ]}
      actions={mayChange && <Actions team={team} reload={reload} />}
    >
      <Loaded query={query} lines={8}>
        {(team) => (
          <>
            {team.status !== "active" && <Stopped team={team} />}
            <Content team={team} reload={reload} mayChange={mayChange} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function About({ team }: { team: Team }) {
  return (
    <Group gap="xs">
      <TeamState state={team.status} />
      <span>
        {teamName(team) !== team.team_id && <>{team.team_id} · </>}made <Moment at={team.created_at} relative />
      </span>
    </Group>
  );
}

function Actions({ team, reload }: Pick<TeamTab, "team" | "reload">) {
  const [adding, setAdding] = useState(false);
  return (
    <>
      <TeamActions team={team} reload={reload} />
      <Button leftSection={<IconPlus aria-hidden size={16} />} onClick={() => setAdding(true)}>
        Add credits
      </Button>
      <AddCredits team={team} opened={adding} close={() => setAdding(false)} />
    </>
  );
}

/** Says what a team that does not work can and cannot do. */
function Stopped({ team }: { team: Team }) {
  const [title, text] = {
    active: ["", ""],
    paused: [
      "This team is paused",
      "New jobs and calls are refused. Open jobs can be completed, and everything can be read.",
    ],
    suspended: [
      "This team is suspended",
      "It can read, and nothing else: jobs, calls and completing open jobs are refused.",
    ],
    deleted: [
      "This team was removed",
      "Its keys do not work any more. Its jobs and its ledger stay readable, and its id stays taken.",
    ],
  }[team.status] as [string, string];
  return (
    <Alert variant="outline" color={team.status === "suspended" ? "red" : "yellow"} title={title}>
      <Text size="sm">
        {text}
        {team.deleted_at && (
          <>
            {" "}
            Removed <Moment at={team.deleted_at} />.
          </>
        )}
      </Text>
    </Alert>
  );
}

function Content(props: TeamTab) {
  const { tab = "overview" } = route.useSearch();
  const navigate = route.useNavigate();
  const Tab = CONTENTS[tab];
  return (
    <TabBar
      tabs={TABS}
      value={tab}
      onChange={(next) => void navigate({ search: next === "overview" ? {} : { tab: next } })}
    >
      <Suspense fallback={<Skeleton height={240} />}>
        <Tab {...props} />
      </Suspense>
    </TabBar>
  );
}
