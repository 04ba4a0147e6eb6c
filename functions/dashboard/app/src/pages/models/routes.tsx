import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const modelsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/models",
  component: lazyRouteComponent(() => import("./ModelsPage"), "ModelsPage"),
});

export const modelRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/models/$alias",
  component: lazyRouteComponent(() => import("./ModelPage"), "ModelPage"),
});

export const modelsRoutes = [modelsRoute, modelRoute] as const;
