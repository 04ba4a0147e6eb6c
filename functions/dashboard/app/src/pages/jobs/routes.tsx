import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const jobsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/jobs",
  component: lazyRouteComponent(() => import("./JobsPage"), "JobsPage"),
});

export const jobRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/jobs/$jobId",
  component: lazyRouteComponent(() => import("./JobPage"), "JobPage"),
});

export const jobsRoutes = [jobsRoute, jobRoute] as const;
