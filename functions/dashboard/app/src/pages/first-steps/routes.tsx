import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const firstStepsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/first-steps",
  component: lazyRouteComponent(() => import("./FirstStepsPage"), "FirstStepsPage"),
});

export const firstStepsRoutes = [firstStepsRoute] as const;
