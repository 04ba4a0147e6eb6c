import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { Schemas } from "../../api/client";
import { textIn, wordIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";
import { PROVIDERS, type Provider } from "../../pickers/providers";

/** The states of routes that the list can be asked for. */
export const STATES: readonly Schemas["RouteState"][] = ["open", "half_open", "closed"];

/** The part of the page, and the filters of its lists. */
export type SystemSearch = {
  tab?: "routes" | "metrics";
  /** Routes of this state. */
  state?: Schemas["RouteState"];
  /** Routes of this provider. */
  provider?: Provider;
  /** Routes with keys of this organization. */
  organization_id?: string;
  /** Metrics with these words. */
  search?: string;
};

export const systemRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/system",
  validateSearch: (search: Record<string, unknown>): SystemSearch => ({
    tab: wordIn(search.tab, ["routes", "metrics"] as const),
    state: wordIn(search.state, STATES),
    provider: wordIn(search.provider, PROVIDERS),
    organization_id: textIn(search.organization_id),
    search: textIn(search.search),
  }),
  component: lazyRouteComponent(() => import("./SystemPage"), "SystemPage"),
});

export const systemRoutes = [systemRoute] as const;
