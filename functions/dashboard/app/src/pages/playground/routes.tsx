import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const playgroundRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/playground",
  component: lazyRouteComponent(() => import("./PlaygroundPage"), "PlaygroundPage"),
});

export const playgroundRoutes = [playgroundRoute] as const;
