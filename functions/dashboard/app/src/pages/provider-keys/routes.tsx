import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textIn, wordIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";
import { PROVIDERS, type Provider } from "../models/providers";

/** The filters of the list of provider keys. */
export type ProviderKeysSearch = {
  organization_id?: string;
  provider?: Provider;
  /** `active` for those that are tried; all of them without it. */
  status?: "active";
};

export const providerKeysRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/provider-keys",
  validateSearch: (search: Record<string, unknown>): ProviderKeysSearch => ({
    organization_id: textIn(search.organization_id),
    provider: wordIn(search.provider, PROVIDERS),
    status: wordIn(search.status, ["active"] as const),
  }),
  component: lazyRouteComponent(() => import("./ProviderKeysPage"), "ProviderKeysPage"),
});

export const providerKeyRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/provider-keys/$credentialId",
  component: lazyRouteComponent(() => import("./ProviderKeyPage"), "ProviderKeyPage"),
});

export const providerKeysRoutes = [providerKeysRoute, providerKeyRoute] as const;
