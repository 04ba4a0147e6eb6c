import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const catalogueRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/catalogue",
  component: lazyRouteComponent(() => import("./CataloguePage"), "CataloguePage"),
});

export const catalogueRoutes = [catalogueRoute] as const;
