/** @file The access groups and model groups that a team can have. */

import { useQuery } from "@tanstack/react-query";
import { api, read } from "../../../api/client";

/** All access groups by name: the first 500. */
export function useAccessGroups() {
  return useQuery({
    queryKey: ["access-groups", "all"],
    queryFn: ({ signal }) =>
      read(api.GET("/api/model-access-groups", { params: { query: { status: "all", limit: 500 } }, signal })),
  });
}

/** All model groups by name: the first 500. */
export function useModelGroups() {
  return useQuery({
    queryKey: ["model-groups", "all"],
    queryFn: ({ signal }) =>
      read(api.GET("/api/model-groups", { params: { query: { status: "all", limit: 500 } }, signal })),
  });
}
