import { Stack, Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { Page } from "../../layout/Page";
import { BooksAudit } from "./BooksAudit";
import { Deliveries } from "./Deliveries";
import { Metrics } from "./metrics/Metrics";
import { Readiness } from "./Readiness";
import { RoutesHealth } from "./RoutesHealth";
import { Seals } from "./Seals";
import { Sweep } from "./Sweep";

const route = getRouteApi("/frame/system");

/** How the deployment is: what it needs, the work that it does by itself, its routes and its counters. */
export function SystemPage() {
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page
      title="System"
      about="Whether everything is there that requests need, and the work that the deployment does by itself."
    >
      <Tabs
        value={tab ?? "health"}
        keepMounted={false}
        onChange={(next) =>
          void navigate({ search: next === "routes" || next === "metrics" ? { tab: next } : {}, replace: true })
        }
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="health">Health and work</Tabs.Tab>
          <Tabs.Tab value="routes">Routes</Tabs.Tab>
          <Tabs.Tab value="metrics">Metrics</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="health">
          <Stack gap="lg">
            <Readiness />
            <BooksAudit />
            <Sweep />
            <Deliveries />
            <Seals />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="routes">
          <RoutesHealth />
        </Tabs.Panel>
        <Tabs.Panel value="metrics">
          <Metrics />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
