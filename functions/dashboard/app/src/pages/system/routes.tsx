import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const systemRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/system",
  component: lazyRouteComponent(() => import("./SystemPage"), "SystemPage"),
});

export const systemRoutes = [systemRoute] as const;
