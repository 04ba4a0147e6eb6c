import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const plansRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/plans",
  component: lazyRouteComponent(() => import("./PlansPage"), "PlansPage"),
});

export const plansRoutes = [plansRoute] as const;
