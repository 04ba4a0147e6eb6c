import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import { providerName } from "../models/providers";

/** An alias as selects offer it. */
export type AliasOption = { value: string; label: string };

/** The aliases, for selects: the first 500. */
export function useAliasOptions(): UseQueryResult<AliasOption[]> {
  return useQuery({
    queryKey: ["models", "options"],
    queryFn: async ({ signal }) => {
      const models = await read(api.GET("/api/models", { params: { query: { limit: 500 } }, signal }));
      return models.map((model) => ({
        value: model.model_alias,
        label: `${model.model_alias} · ${providerName(model.provider)} ${model.actual_model}`,
      }));
    },
  });
}
