import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { Schemas } from "../../api/client";
import { textIn, wordIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";
import { PROVIDERS, type Provider } from "./providers";

export type ModelStatus = Schemas["ModelStatus"];

export const STATUSES: readonly ModelStatus[] = ["active", "inactive", "deprecated"];

/** The filters of the list of aliases. */
export type ModelsSearch = {
  search?: string;
  provider?: Provider;
  status?: ModelStatus;
  access_group?: string;
};

/** The model of the catalogue that a new alias is to stand for. */
export type NewModelSearch = { provider?: Provider; model?: string };

export const modelsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/models",
  validateSearch: (search: Record<string, unknown>): ModelsSearch => ({
    search: textIn(search.search),
    provider: wordIn(search.provider, PROVIDERS),
    status: wordIn(search.status, STATUSES),
    access_group: textIn(search.access_group),
  }),
  component: lazyRouteComponent(() => import("./ModelsPage"), "ModelsPage"),
});

/** No alias can have this name, because it has a plus. */
export const newModelRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/models/+new",
  validateSearch: (search: Record<string, unknown>): NewModelSearch => ({
    provider: wordIn(search.provider, PROVIDERS),
    model: textIn(search.model),
  }),
  component: lazyRouteComponent(() => import("./NewModelPage"), "NewModelPage"),
});

export const modelRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/models/$alias",
  component: lazyRouteComponent(() => import("./ModelPage"), "ModelPage"),
});

export const editModelRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/models/$alias/edit",
  component: lazyRouteComponent(() => import("./EditModelPage"), "EditModelPage"),
});

export const modelsRoutes = [modelsRoute, newModelRoute, modelRoute, editModelRoute] as const;
