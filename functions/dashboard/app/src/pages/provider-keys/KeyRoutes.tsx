import { Stack, Text } from "@mantine/core";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Count, Duration } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { State } from "../../figures/State";
import { Section } from "../../layout/Section";
import { type Column, DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { ROUTE_STATES, ROUTE_TROUBLES } from "./words";

type RouteHealth = Schemas["RouteHealth"];

/** The health of the routes that use a provider key: a route is a model with a key for it. */
export function KeyRoutes({ credential }: { credential: Schemas["Credential"] }) {
  const { credential_id, organization_id, provider } = credential;
  const list = useList({
    key: ["routes", credential_id],
    page: async (next, signal) => {
      const query = { organization_id, provider, ...next, limit: PAGE_SIZE };
      return readWithHeaders(api.GET("/api/routes/health", { params: { query }, signal }));
    },
    items: entries,
    refetchInterval: 30_000,
  });
  const own = list.items?.filter((route) => route.credential_id === credential_id);
  return (
    <Section
      title="Health of its routes"
      about="A route is a model with this key. It is listed once a call has tried it."
    >
      <DataTable
        caption="Routes with this key"
        columns={COLUMNS}
        // The API counts the routes of the organization and provider, not those of one key.
        list={{ ...list, items: own, total: null }}
        rowKey={(route) => route.model}
        empty={<Text size="sm">No call has tried this key lately.</Text>}
      />
    </Section>
  );
}

const entries = (routes: RouteHealth[]) => routes;

const COLUMNS: readonly Column<RouteHealth>[] = [
  { header: "Model", sortBy: (route) => route.model, cell: (route) => route.model },
  {
    header: "State",
    sortBy: (route) => route.state,
    cell: (route) => (
      <Stack gap={2} align="flex-start">
        <State kind={ROUTE_STATES[route.state].kind}>{ROUTE_STATES[route.state].word}</State>
        {route.trouble && <Text size="xs">{ROUTE_TROUBLES[route.trouble]}</Text>}
        {route.set_aside_until !== null && (
          <Text size="xs" component="div">
            until <Moment at={route.set_aside_until} />
          </Text>
        )}
      </Stack>
    ),
  },
  {
    header: "Failures in a row",
    align: "right",
    sortBy: (route) => route.consecutive_failures,
    cell: (route) => <Count value={route.consecutive_failures} />,
  },
  {
    header: "Last failure",
    sortBy: (route) => route.last_failed_at,
    cell: (route) => (
      <Stack gap={0}>
        <Moment at={route.last_failed_at} relative />
        {route.last_error_code && (
          <Text size="xs" c="dimmed">
            {route.last_error_code}
            {route.last_status !== null && `, ${route.last_status}`}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    header: "Latency",
    align: "right",
    sortBy: (route) => route.latency_ms,
    cell: (route) => <Duration ms={route.latency_ms} />,
  },
];
