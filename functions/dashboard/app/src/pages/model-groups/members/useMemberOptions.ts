import { useQuery } from "@tanstack/react-query";
import { api, read } from "../../../api/client";
import { useAliasOptions } from "../../access-groups/useAliasOptions";
import { providerName } from "../../models/providers";

/** What a model group may have as members: aliases, and models of the catalogue by the provider's name, in groups. */
export function useMemberOptions(without: readonly string[]) {
  const aliases = useAliasOptions();
  const catalogue = useQuery({
    queryKey: ["catalogue", "all"],
    staleTime: 60_000,
    queryFn: ({ signal }) => read(api.GET("/api/pricing", { params: { query: { limit: 500 } }, signal })),
  });
  // An alias that has the name of a model is used instead of it.
  const seen = new Set(without);
  const fresh = <T extends { value: string }>(options: readonly T[]): T[] =>
    options.filter(({ value }) => !seen.has(value) && seen.add(value) !== undefined);
  const ofAliases = fresh(aliases.data ?? []);
  const ofCatalogue = (catalogue.data?.providers ?? []).map(({ provider, models }) => ({
    group: `Catalogue: ${providerName(provider)}`,
    items: fresh(models.map(({ model }) => ({ value: model, label: model }))),
  }));
  return [{ group: "Aliases", items: ofAliases }, ...ofCatalogue].filter(({ items }) => items.length > 0);
}
