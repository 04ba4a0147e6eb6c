import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { isDay } from "../../charts/days";
import { textIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";

/** The filters of the audit log, named as the API names them; the days are those of UTC, both of them included. */
export type AuditSearch = {
  action?: string;
  /** Who did it. */
  user_id?: string;
  resource_type?: string;
  resource_id?: string;
  from?: string;
  to?: string;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const auditLogRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/audit-log",
  validateSearch: (search: Record<string, unknown>): AuditSearch => {
    const user = textIn(search.user_id);
    return {
      action: textIn(search.action),
      user_id: user !== undefined && UUID.test(user) ? user : undefined,
      resource_type: textIn(search.resource_type),
      resource_id: textIn(search.resource_id),
      from: isDay(search.from) ? search.from : undefined,
      to: isDay(search.to) ? search.to : undefined,
    };
  },
  component: lazyRouteComponent(() => import("./AuditLogPage"), "AuditLogPage"),
});

export const auditLogRoutes = [auditLogRoute] as const;
