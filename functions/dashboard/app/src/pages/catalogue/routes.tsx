import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textIn, wordIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";
import { PROVIDERS, type Provider } from "../models/providers";

/** The filters of the catalogue, and the model whose details are shown: `openai/gpt-5-mini`. */
export type CatalogueSearch = { search?: string; provider?: Provider; open?: string };

export const catalogueRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/catalogue",
  validateSearch: (search: Record<string, unknown>): CatalogueSearch => ({
    search: textIn(search.search),
    provider: wordIn(search.provider, PROVIDERS),
    open: textIn(search.open),
  }),
  component: lazyRouteComponent(() => import("./CataloguePage"), "CataloguePage"),
});

export const catalogueRoutes = [catalogueRoute] as const;
