import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";

/** What the guide is about; what is not said is found. */
export type FirstStepsSearch = {
  organization_id?: string;
  model_alias?: string;
  team_id?: string;
};

export const firstStepsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/first-steps",
  validateSearch: (search: Record<string, unknown>): FirstStepsSearch => ({
    organization_id: textIn(search.organization_id),
    model_alias: textIn(search.model_alias),
    team_id: textIn(search.team_id),
  }),
  component: lazyRouteComponent(() => import("./FirstStepsPage"), "FirstStepsPage"),
});

export const firstStepsRoutes = [firstStepsRoute] as const;
