import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../layout/frameRoute";

type SignInSearch = { back?: string; reason?: "ended" | "unreachable" };

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search): SignInSearch => ({
    // Only a path of this page: nothing that leads elsewhere.
    back: typeof search.back === "string" && /^\/(?!\/)/.test(search.back) ? search.back : undefined,
    reason: search.reason === "ended" || search.reason === "unreachable" ? search.reason : undefined,
  }),
  component: lazyRouteComponent(() => import("./SignInPage"), "SignInPage"),
});

export const setUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/set-up",
  component: lazyRouteComponent(() => import("./SetUpPage"), "SetUpPage"),
});

export const signInRoutes = [signInRoute, setUpRoute] as const;
