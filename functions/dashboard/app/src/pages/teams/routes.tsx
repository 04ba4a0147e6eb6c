import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textIn, wordIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";
import { type PeriodSearch, periodOf } from "../../periods/period";

/** The states of teams that a list can be asked for. */
export const TEAM_STATES = ["active", "paused", "suspended", "deleted"] as const;

/** What a list of teams can be ordered by. */
export const TEAM_SORTS = ["team_alias", "team_id", "credits_remaining", "created_at"] as const;

type TeamsSearch = {
  organization_id?: string;
  status?: (typeof TEAM_STATES)[number];
  search?: string;
  sort?: (typeof TEAM_SORTS)[number];
  order?: "asc" | "desc";
  /** Whether the form for a new team is open. */
  create?: true;
};

export const teamsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/teams",
  validateSearch: (search): TeamsSearch => ({
    organization_id: textIn(search.organization_id),
    status: wordIn(search.status, TEAM_STATES),
    search: textIn(search.search),
    sort: wordIn(search.sort, TEAM_SORTS),
    order: wordIn(search.order, ["asc", "desc"]),
    create: search.create === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import("./TeamsPage"), "TeamsPage"),
});

/** The tabs of a team's page. */
export const TEAM_TABS = ["overview", "ledger", "keys", "terms", "plans", "access", "webhooks", "jobs"] as const;

/** The types of the ledger's entries. */
export const ENTRY_TYPES = [
  "deduction",
  "allocation",
  "refund",
  "adjustment",
  "subscription_payment",
  "one_time_payment",
] as const;

type TeamSearch = PeriodSearch & {
  tab?: (typeof TEAM_TABS)[number];
  /** Which entries of the ledger are shown. */
  type?: (typeof ENTRY_TYPES)[number];
};

export const teamRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/teams/$teamId",
  validateSearch: (search): TeamSearch => ({
    tab: wordIn(search.tab, TEAM_TABS),
    type: wordIn(search.type, ENTRY_TYPES),
    ...periodOf(search),
  }),
  component: lazyRouteComponent(() => import("./TeamPage"), "TeamPage"),
});

export const teamsRoutes = [teamsRoute, teamRoute] as const;
