/** @file What the address bar says of a report: unknown values are dropped, so that every link shows something. */

import type { Schemas } from "../../api/client";
import { daysFrom, isDay, plusDays, today } from "../../charts/days";
import { providerOf } from "../../pickers/providers";
import { GROUPS } from "./groups";
import type { UsageGroup } from "./report";

/** The measures that the chart can show. */
export type Measure = "money" | "calls" | "tokens" | "latency" | "credits";

export const MEASURES: readonly { value: Measure; label: string }[] = [
  { value: "money", label: "Money" },
  { value: "calls", label: "Calls" },
  { value: "tokens", label: "Tokens" },
  { value: "latency", label: "Latency" },
  { value: "credits", label: "Credits" },
];

/** What is asked for. What is left out has its usual value. */
export type UsageSearch = {
  group_by?: UsageGroup;
  start_date?: string;
  end_date?: string;
  organization_id?: string;
  team_id?: string;
  job_type?: string;
  model?: string;
  provider?: Schemas["Provider"];
  measure?: Measure;
};

/** The days of a report unless others are chosen, today's included. */
export const USUAL_DAYS = 30;

/** Reads the address bar. */
export function readSearch(search: Record<string, unknown>): UsageSearch {
  return {
    group_by: GROUPS.find(({ value }) => value === search.group_by)?.value,
    start_date: isDay(search.start_date) ? search.start_date : undefined,
    end_date: isDay(search.end_date) ? search.end_date : undefined,
    organization_id: text(search.organization_id),
    team_id: text(search.team_id),
    job_type: text(search.job_type),
    model: text(search.model),
    provider: providerOf(search.provider),
    measure: MEASURES.find(({ value }) => value === search.measure)?.value,
  };
}

/** A text; ids and names that look like numbers come as numbers. */
export function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value.slice(0, 255) : undefined;
}

/** The days that are shown. Where only one end is chosen, the other is as far from it as usual. */
export function daysOf(
  { start_date: from, end_date: to }: UsageSearch,
  now: number = Date.now(),
): { first: string; last: string } {
  const last = to ?? (from === undefined ? today(now) : earlier(today(now), plusDays(from, USUAL_DAYS - 1)));
  return {
    first: from ?? plusDays(last, 1 - USUAL_DAYS),
    last: from !== undefined && to === undefined && last < from ? from : last,
  };
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}

/** Why these days cannot be reported, in words; null where they can. */
export function faultOfDays(first: string, last: string, search: UsageSearch): string | null {
  const days = daysFrom(first, last);
  if (days < 1) return "The first day is after the last.";
  if (days > 366) return "A report covers at most 366 days.";
  if (days > 31 && search.organization_id === undefined && search.team_id === undefined) {
    return "A report of all organizations covers at most 31 days. Choose fewer, or an organization or a team.";
  }
  return null;
}
