import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const operatorsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/operators",
  component: lazyRouteComponent(() => import("./OperatorsPage"), "OperatorsPage"),
});

export const operatorsRoutes = [operatorsRoute] as const;
