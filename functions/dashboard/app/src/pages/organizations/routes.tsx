import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textIn, wordIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";
import { type PeriodSearch, periodOf } from "../../periods/period";
import { TEAM_SORTS, TEAM_STATES } from "../teams/routes";

/** The states of organizations that a list can be asked for. */
export const ORGANIZATION_STATES = ["active", "suspended", "deleted"] as const;

/** What a list of organizations can be ordered by. */
export const ORGANIZATION_SORTS = ["name", "organization_id", "created_at"] as const;

type OrganizationsSearch = {
  status?: (typeof ORGANIZATION_STATES)[number];
  search?: string;
  sort?: (typeof ORGANIZATION_SORTS)[number];
  order?: "asc" | "desc";
  /** Whether the form for a new organization is open. */
  create?: true;
};

export const organizationsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/organizations",
  validateSearch: (search): OrganizationsSearch => ({
    status: wordIn(search.status, ORGANIZATION_STATES),
    search: textIn(search.search),
    sort: wordIn(search.sort, ORGANIZATION_SORTS),
    order: wordIn(search.order, ["asc", "desc"]),
    create: search.create === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import("./OrganizationsPage"), "OrganizationsPage"),
});

/** The tabs of an organization's page. */
export const ORGANIZATION_TABS = ["overview", "teams", "keys", "settings"] as const;

type OrganizationSearch = PeriodSearch & {
  tab?: (typeof ORGANIZATION_TABS)[number];
  /** Of its teams. */
  status?: (typeof TEAM_STATES)[number];
  search?: string;
  sort?: (typeof TEAM_SORTS)[number];
  order?: "asc" | "desc";
};

export const organizationRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/organizations/$organizationId",
  validateSearch: (search): OrganizationSearch => ({
    tab: wordIn(search.tab, ORGANIZATION_TABS),
    status: wordIn(search.status, TEAM_STATES),
    search: textIn(search.search),
    sort: wordIn(search.sort, TEAM_SORTS),
    order: wordIn(search.order, ["asc", "desc"]),
    ...periodOf(search),
  }),
  component: lazyRouteComponent(() => import("./OrganizationPage"), "OrganizationPage"),
});

export const organizationsRoutes = [organizationsRoute, organizationRoute] as const;
