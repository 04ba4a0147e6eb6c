import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const liveRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/live",
  component: lazyRouteComponent(() => import("./LivePage"), "LivePage"),
});

export const liveRoutes = [liveRoute] as const;
