import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";
import { readFilter } from "./filter";

export const liveRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/live",
  validateSearch: readFilter,
  component: lazyRouteComponent(() => import("./LivePage"), "LivePage"),
});

export const liveRoutes = [liveRoute] as const;
