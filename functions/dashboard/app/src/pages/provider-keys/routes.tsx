import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../layout/frameRoute";

export const providerKeysRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/provider-keys",
  component: lazyRouteComponent(() => import("./ProviderKeysPage"), "ProviderKeysPage"),
});

export const providerKeyRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/provider-keys/$credentialId",
  component: lazyRouteComponent(() => import("./ProviderKeyPage"), "ProviderKeyPage"),
});

export const providerKeysRoutes = [providerKeysRoute, providerKeyRoute] as const;
