import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { wordIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";
import { GROUP_STATUSES, type GroupStatus } from "./groupStatus";

/** The filter of the list of access groups. */
export type AccessGroupsSearch = { status?: GroupStatus };

export const accessGroupsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/access-groups",
  validateSearch: (search: Record<string, unknown>): AccessGroupsSearch => ({
    status: wordIn(search.status, GROUP_STATUSES),
  }),
  component: lazyRouteComponent(() => import("./AccessGroupsPage"), "AccessGroupsPage"),
});

export const accessGroupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/access-groups/$groupName",
  component: lazyRouteComponent(() => import("./AccessGroupPage"), "AccessGroupPage"),
});

export const accessGroupsRoutes = [accessGroupsRoute, accessGroupRoute] as const;
