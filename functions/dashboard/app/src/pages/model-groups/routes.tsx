import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const modelGroupsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/model-groups",
  component: lazyRouteComponent(() => import("./ModelGroupsPage"), "ModelGroupsPage"),
});

export const modelGroupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/model-groups/$groupName",
  component: lazyRouteComponent(() => import("./ModelGroupPage"), "ModelGroupPage"),
});

export const modelGroupsRoutes = [modelGroupsRoute, modelGroupRoute] as const;
