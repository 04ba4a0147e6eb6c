import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const organizationsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/organizations",
  component: lazyRouteComponent(() => import("./OrganizationsPage"), "OrganizationsPage"),
});

export const organizationRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/organizations/$organizationId",
  component: lazyRouteComponent(() => import("./OrganizationPage"), "OrganizationPage"),
});

export const organizationsRoutes = [organizationsRoute, organizationRoute] as const;
