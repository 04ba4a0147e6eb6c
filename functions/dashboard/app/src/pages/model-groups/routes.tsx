import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textIn, wordIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";
import { GROUP_STATUSES, type GroupStatus } from "../access-groups/groupStatus";

/** The filter of the list of model groups. */
export type ModelGroupsSearch = { status?: GroupStatus };

/** The team of which a model group's page shows what its call would try. */
export type ModelGroupSearch = { team?: string };

export const modelGroupsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/model-groups",
  validateSearch: (search: Record<string, unknown>): ModelGroupsSearch => ({
    status: wordIn(search.status, GROUP_STATUSES),
  }),
  component: lazyRouteComponent(() => import("./ModelGroupsPage"), "ModelGroupsPage"),
});

export const modelGroupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/model-groups/$groupName",
  validateSearch: (search: Record<string, unknown>): ModelGroupSearch => ({ team: textIn(search.team) }),
  component: lazyRouteComponent(() => import("./ModelGroupPage"), "ModelGroupPage"),
});

export const modelGroupsRoutes = [modelGroupsRoute, modelGroupRoute] as const;
