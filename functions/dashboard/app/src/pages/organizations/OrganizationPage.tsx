import { Alert, Group, Skeleton, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Moment } from "../../figures/Moment";
import { ButtonLink } from "../../layout/ButtonLink";
import { Page } from "../../layout/Page";
import { TabBar } from "../../layout/TabBar";
import { useMay } from "../../session/useSession";
import { Loaded } from "../../states/Loaded";
import { OrganizationActions } from "./OrganizationActions";
import { OrganizationState } from "./OrganizationState";
import { type Organization, type OrganizationTab, useOrganization } from "./useOrganization";

const route = getRouteApi("/frame/organizations/$organizationId");

const TABS = [
  ["overview", "Overview"],
  ["teams", "Teams"],
  ["keys", "Provider keys"],
  ["settings", "Settings"],
] as const;

const CONTENTS = {
  overview: lazy(() => import("./overview/OverviewTab")),
  teams: lazy(() => import("./TeamsTab")),
  keys: lazy(() => import("./keys/KeysTab")),
  settings: lazy(() => import("./SettingsTab")),
} as const;

/** One organization: what it uses and pays, its teams, its provider keys, its settings. */
export function OrganizationPage() {
  const { organizationId } = route.useParams();
  const query = useOrganization(organizationId);
  const isAdmin = useMay("admin");
  const organization = query.data;
  const reload = async () => (await query.refetch()).data;
  const mayChange = isAdmin && organization !== undefined && organization.status !== "deleted";
  return (
    <Page
      title={organization?.name ?? organizationId}
      about={organization && <About organization={organization} />}
      above={[{ label: "Organizations", to: "/organizations" }]}
      actions={
        mayChange && (
          <>
            <OrganizationActions organization={organization} reload={reload} />
            <ButtonLink
              to="/teams"
              search={{ organization_id: organizationId, create: true }}
              leftSection={<IconPlus aria-hidden size={16} />}
            >
              New team
            </ButtonLink>
          </>
        )
      }
    >
      <Loaded query={query} lines={8}>
        {(organization) => (
          <>
            {organization.status !== "active" && <Stopped status={organization.status} />}
            <Content organization={organization} reload={reload} mayChange={mayChange} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function About({ organization: { organization_id, status, created_at } }: { organization: Organization }) {
  return (
    <Group gap="xs">
      <OrganizationState state={status} />
      <span>
        {organization_id} · made <Moment at={created_at} relative />
      </span>
    </Group>
  );
}

function Stopped({ status }: { status: "suspended" | "deleted" }) {
  const isSuspended = status === "suspended";
  return (
    <Alert
      variant="outline"
      color={isSuspended ? "red" : "yellow"}
      title={isSuspended ? "This organization is suspended" : "This organization was removed"}
    >
      <Text size="sm">
        {isSuspended
          ? "Calls with its teams' keys are refused. Reading stays possible."
          : "Its teams were removed with it. What they did stays readable, and its id stays taken."}
      </Text>
    </Alert>
  );
}

function Content(props: OrganizationTab) {
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
