import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api, read } from "../../api/client";

/** The names of the access groups, for selects: the first 500. */
export function useAccessGroupNames(): UseQueryResult<string[]> {
  return useQuery({
    queryKey: ["access-groups", "names"],
    queryFn: async ({ signal }) => {
      const groups = await read(api.GET("/api/model-access-groups", { params: { query: { limit: 500 } }, signal }));
      return groups.map((group) => group.group_name);
    },
  });
}
