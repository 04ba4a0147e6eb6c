/** @file Reports of usage: how they are asked for, and what their figures are. */

import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../api/client";
import type { Exact } from "../../api/exact";
import type { Point } from "../../charts/units";
import { sum } from "../../figures/addition";

export type UsageReport = Schemas["UsageReport"];
export type UsageFigures = Schemas["UsageFigures"];
export type UsageRow = Schemas["UsageRow"];
export type UsageGroup = Schemas["UsageGroup"];

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

/** What comes in: what clients pay for jobs and calls, and the fees of their plans. */
export function revenueOf(figures: UsageFigures): Exact | null {
  return sum(figures.client_cost_usd, figures.subscription_fees_usd);
}

/** The figures of a row under the names that charts use. */
export function charted(row: UsageFigures): Point["figures"] {
  return {
    cost: row.provider_cost_usd,
    revenue: revenueOf(row),
    profit: row.profit_usd,
    answered: row.successful_calls,
    failed: row.failed_calls,
    jobs: row.total_jobs,
    credits: row.credits_used,
    input: row.prompt_tokens,
    output: row.completion_tokens,
    p50: row.latency_ms.p50,
    p95: row.latency_ms.p95,
    p99: row.latency_ms.p99,
  };
}

/** A day on which nothing happened: no money and no calls, and no latency to speak of. */
const NOTHING: Point["figures"] = {
  cost: 0,
  revenue: 0,
  profit: 0,
  answered: 0,
  failed: 0,
  jobs: 0,
  credits: 0,
  input: 0,
  output: 0,
  p50: null,
  p95: null,
  p99: null,
};

/** The rows as points in time. Reports leave out days and months in which nothing happened; a chart must not. */
export function pointsOf(rows: readonly UsageRow[], times: readonly string[]): Point[] {
  const byTime = new Map(rows.map((row) => [row.key, row]));
  return times.map((at) => {
    const row = byTime.get(at);
    return { at, figures: row === undefined ? NOTHING : charted(row) };
  });
}
