/** @file All routes of the page. Each room has its own in its `routes.tsx`. */

import { createRouter } from "@tanstack/react-router";
import { frameRoute, NoSuchPage, nowhereRoute, rootRoute } from "./layout/frameRoute";
import { accessGroupsRoutes } from "./pages/access-groups/routes";
import { accountRoutes } from "./pages/account/routes";
import { auditLogRoutes } from "./pages/audit-log/routes";
import { catalogueRoutes } from "./pages/catalogue/routes";
import { firstStepsRoutes } from "./pages/first-steps/routes";
import { jobsRoutes } from "./pages/jobs/routes";
import { liveRoutes } from "./pages/live/routes";
import { modelGroupsRoutes } from "./pages/model-groups/routes";
import { modelsRoutes } from "./pages/models/routes";
import { operatorsRoutes } from "./pages/operators/routes";
import { organizationsRoutes } from "./pages/organizations/routes";
import { overviewRoutes } from "./pages/overview/routes";
import { plansRoutes } from "./pages/plans/routes";
import { playgroundRoutes } from "./pages/playground/routes";
import { providerKeysRoutes } from "./pages/provider-keys/routes";
import { signInRoutes } from "./pages/sign-in/routes";
import { systemRoutes } from "./pages/system/routes";
import { teamsRoutes } from "./pages/teams/routes";
import { usageRoutes } from "./pages/usage/routes";
import { webhooksRoutes } from "./pages/webhooks/routes";

const routes = rootRoute.addChildren([
  ...signInRoutes,
  frameRoute.addChildren([
    ...overviewRoutes,
    ...usageRoutes,
    ...liveRoutes,
    ...jobsRoutes,
    ...organizationsRoutes,
    ...teamsRoutes,
    ...plansRoutes,
    ...webhooksRoutes,
    ...modelsRoutes,
    ...accessGroupsRoutes,
    ...modelGroupsRoutes,
    ...providerKeysRoutes,
    ...catalogueRoutes,
    ...playgroundRoutes,
    ...operatorsRoutes,
    ...auditLogRoutes,
    ...systemRoutes,
    ...firstStepsRoutes,
    ...accountRoutes,
    nowhereRoute,
  ]),
]);

export const router = createRouter({
  routeTree: routes,
  basepath: import.meta.env.BASE_URL,
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultNotFoundComponent: NoSuchPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
