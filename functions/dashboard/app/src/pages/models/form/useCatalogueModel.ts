import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api, read } from "../../../api/client";
import type { Provider } from "../providers";
import type { CatalogueModel } from "./aliasValues";

/** The catalogue's entry of a model, by the provider's name for it; null where it has none. */
export function useCatalogueModel(provider: Provider | null, model: string): UseQueryResult<CatalogueModel | null> {
  const name = model.trim();
  return useQuery({
    queryKey: ["catalogue", "entry", provider, name],
    enabled: provider !== null && name !== "",
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const query = { provider: provider ?? undefined, search: name, limit: 500 };
      const found = await read(api.GET("/api/pricing", { params: { query }, signal }));
      const models = found.providers.flatMap(({ models }) => models);
      return models.find((entry) => entry.provider === provider && entry.model === name) ?? null;
    },
  });
}
