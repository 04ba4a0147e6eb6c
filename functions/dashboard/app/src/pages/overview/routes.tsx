import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";
import { isPeriod, type Period } from "./period";

export const overviewRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/",
  validateSearch: (search): { period?: Period } => ({ period: isPeriod(search.period) ? search.period : undefined }),
  component: lazyRouteComponent(() => import("./OverviewPage"), "OverviewPage"),
});

export const overviewRoutes = [overviewRoute] as const;
