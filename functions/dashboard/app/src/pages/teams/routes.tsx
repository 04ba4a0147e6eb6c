import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const teamsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/teams",
  component: lazyRouteComponent(() => import("./TeamsPage"), "TeamsPage"),
});

export const teamRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/teams/$teamId",
  component: lazyRouteComponent(() => import("./TeamPage"), "TeamPage"),
});

export const teamsRoutes = [teamsRoute, teamRoute] as const;
