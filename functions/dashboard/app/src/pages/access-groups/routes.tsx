import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const accessGroupsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/access-groups",
  component: lazyRouteComponent(() => import("./AccessGroupsPage"), "AccessGroupsPage"),
});

export const accessGroupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/access-groups/$groupName",
  component: lazyRouteComponent(() => import("./AccessGroupPage"), "AccessGroupPage"),
});

export const accessGroupsRoutes = [accessGroupsRoute, accessGroupRoute] as const;
