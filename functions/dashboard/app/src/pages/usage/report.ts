/** @file The figures of reports of usage. */

import type { Schemas } from "../../api/client";
import type { Exact } from "../../api/exact";
import type { Point } from "../../charts/units";
import { sum } from "../../figures/addition";

export type UsageReport = Schemas["UsageReport"];
export type UsageFigures = Schemas["UsageFigures"];
export type UsageRow = Schemas["UsageRow"];
export type UsageGroup = Schemas["UsageGroup"];

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
