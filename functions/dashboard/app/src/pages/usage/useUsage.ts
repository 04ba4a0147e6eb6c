/** @file Reports of usage, as they are asked for. */

import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../api/client";
import type { UsageGroup, UsageReport } from "./report";

/** What a report is asked for with. */
export type UsageQuery = {
  group_by: UsageGroup;
  start_date: string;
  end_date: string;
  organization_id?: string;
  team_id?: string;
  job_type?: string;
  model?: string;
  provider?: Schemas["Provider"];
  limit?: number;
};

/** Reports follow the calls, but not by the second: in milliseconds. */
const REFRESH_MS = 60_000;

/** Loads a report. What was shown before stays until another one is there. */
export function useUsage(query: UsageQuery, options: { enabled?: boolean } = {}): UseQueryResult<UsageReport> {
  return useQuery({
    queryKey: ["usage", query],
    queryFn: ({ signal }) => read(api.GET("/api/stats/usage", { params: { query }, signal })) as Promise<UsageReport>,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
    ...options,
  });
}
