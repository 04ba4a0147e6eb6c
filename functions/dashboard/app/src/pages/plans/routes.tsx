import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";

/** The filters of the list of plans. */
export type PlansSearch = {
  team_id?: string;
  job_type?: string;
  /** Those that have ended as well. */
  ended?: true;
};

export const plansRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/plans",
  validateSearch: (search: Record<string, unknown>): PlansSearch => ({
    team_id: textIn(search.team_id),
    job_type: textIn(search.job_type),
    ended: search.ended === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import("./PlansPage"), "PlansPage"),
});

export const planRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/plans/$planId",
  component: lazyRouteComponent(() => import("./PlanPage"), "PlanPage"),
});

export const plansRoutes = [plansRoute, planRoute] as const;
