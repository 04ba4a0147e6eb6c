import { Group, Select, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Duration } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { State } from "../../figures/State";
import { wordIn } from "../../layout/address";
import { TextLink } from "../../layout/TextLink";
import { OrganizationPicker } from "../../pickers/OrganizationPicker";
import { ProviderPicker } from "../../pickers/ProviderPicker";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { providerName } from "../models/providers";
import { ROUTE_STATES } from "../provider-keys/words";
import { STATES, type SystemSearch } from "./routes";
import { whatIsWrong } from "./routeWords";

type Route = Schemas["RouteHealth"];

const route = getRouteApi("/frame/system");
const itself = (routes: Route[]): readonly Route[] => routes;

/** How often the list is loaded anew, in milliseconds. */
const REFETCH_MS = 15_000;

/** How the routes do: a provider's model with a key for it. */
export function RoutesHealth() {
  const { state, provider, organization_id } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Partial<SystemSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const filters = { state, provider, organization_id };
  const list = useList({
    key: ["routes", "health", filters],
    items: itself,
    refetchInterval: REFETCH_MS,
    page: ({ offset }, signal) => {
      const query = { ...filters, offset, limit: PAGE_SIZE };
      return readWithHeaders(api.GET("/api/routes/health", { params: { query }, signal }));
    },
  });
  const isFiltered = (state ?? provider ?? organization_id) !== undefined;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        A route is a provider's model with a key for it. One that fails again and again is set aside for a while, and
        calls take the next; then it is tried with a single call.
      </Text>
      <Group gap="sm" mb="sm" align="end">
        <Select
          label="State"
          placeholder="Any state"
          data={STATES.map((value) => ({ value, label: ROUTE_STATES[value].word }))}
          value={state ?? null}
          onChange={(value) => set({ state: wordIn(value, STATES) })}
          clearable
          clearButtonProps={{ "aria-label": "Clear state" }}
        />
        <ProviderPicker value={provider} onChange={(value) => set({ provider: value })} />
        <OrganizationPicker
          label="Organization"
          value={organization_id ?? null}
          onChange={(value) => set({ organization_id: value ?? undefined })}
          clearable
        />
      </Group>
      <DataTable
        caption="Health of routes, the newest trouble first"
        columns={COLUMNS}
        list={list}
        rowKey={(one) => `${one.organization_id} ${one.credential_id} ${one.provider} ${one.model}`}
        empty={
          isFiltered ? (
            <Empty title="No route is like this">Try fewer filters.</Empty>
          ) : (
            <Empty title="No route has been tried yet">A route is listed once a call has tried it.</Empty>
          )
        }
      />
    </>
  );
}

const COLUMNS: readonly Column<Route>[] = [
  {
    header: "Route",
    width: "16rem",
    cell: ({ provider, model }) => (
      <div>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {model}
        </Text>
        <Text size="sm" c="dimmed">
          {providerName(provider)}
        </Text>
      </div>
    ),
  },
  {
    header: "Key",
    width: "10rem",
    cell: ({ credential_id, credential_name, organization_id }) => (
      <div>
        {credential_id === null ? (
          <Text size="sm">the deployment's own</Text>
        ) : (
          <TextLink to="/provider-keys/$credentialId" params={{ credentialId: credential_id }} size="sm">
            {credential_name ?? credential_id}
          </TextLink>
        )}
        {organization_id !== null && (
          <Text size="sm" c="dimmed">
            {organization_id}
          </Text>
        )}
      </div>
    ),
  },
  {
    header: "State",
    cell: ({ state }) => <State kind={ROUTE_STATES[state].kind}>{ROUTE_STATES[state].word}</State>,
  },
  {
    header: "What is wrong",
    cell: (one) => {
      const wrong = whatIsWrong(one);
      if (wrong === null) return <Text size="sm">Nothing</Text>;
      return (
        <Text size="sm" component="div">
          {wrong}
          {one.failing_since !== null && (
            <>
              {" "}
              Since <Moment at={one.failing_since} />.
            </>
          )}
          {one.set_aside_until !== null && one.state === "open" && (
            <>
              {" "}
              Tried again <Moment at={one.set_aside_until} relative />.
            </>
          )}
        </Text>
      );
    },
  },
  { header: "Latency", align: "right", cell: ({ latency_ms }) => <Duration ms={latency_ms} /> },
  { header: "Last failure", align: "right", cell: ({ last_failed_at }) => <Moment at={last_failed_at} relative /> },
];
