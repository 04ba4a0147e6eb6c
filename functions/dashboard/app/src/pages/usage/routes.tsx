import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";
import { readSearch } from "./search";

export const usageRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/usage",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("./UsagePage"), "UsagePage"),
});

export const usageRoutes = [usageRoute] as const;
