import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";

type PlaygroundSearch = { organization_id?: string; team_id?: string; model?: string };

export const playgroundRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/playground",
  validateSearch: (search): PlaygroundSearch => ({
    organization_id: textIn(search.organization_id),
    team_id: textIn(search.team_id),
    model: textIn(search.model),
  }),
  component: lazyRouteComponent(() => import("./PlaygroundPage"), "PlaygroundPage"),
});

export const playgroundRoutes = [playgroundRoute] as const;
