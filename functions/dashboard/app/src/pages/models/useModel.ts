import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../api/client";

/** An alias. */
export function useModel(alias: string): UseQueryResult<Schemas["Model"]> {
  return useQuery({
    queryKey: ["models", alias],
    queryFn: ({ signal }) => read(api.GET("/api/models/{alias}", { params: { path: { alias } }, signal })),
  });
}
