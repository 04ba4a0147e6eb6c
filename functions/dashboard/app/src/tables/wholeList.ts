import type { UseQueryResult } from "@tanstack/react-query";
import type { List } from "./useList";

/** A list that is loaded in one piece, for a table. */
export function wholeList<T>(query: UseQueryResult<readonly T[]>): List<T> {
  return {
    items: query.data,
    total: null,
    error: query.error,
    isFetching: query.isFetching,
    more: null,
    reload: () => void query.refetch(),
  };
}
