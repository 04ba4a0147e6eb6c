import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const auditLogRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/audit-log",
  component: lazyRouteComponent(() => import("./AuditLogPage"), "AuditLogPage"),
});

export const auditLogRoutes = [auditLogRoute] as const;
