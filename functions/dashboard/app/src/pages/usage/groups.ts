/** @file What usage can be grouped by, and where a group leads to. */

import type { UsageGroup } from "./report";

/** The groups in the order in which they are offered, with what one of them is called. */
export const GROUPS: readonly { value: UsageGroup; label: string }[] = [
  { value: "day", label: "Day" },
  { value: "month", label: "Month" },
  { value: "organization", label: "Organization" },
  { value: "team", label: "Team" },
  { value: "job_type", label: "Job type" },
  { value: "model", label: "Model" },
  { value: "provider", label: "Provider" },
];

/** What one group is called: `Job type`. */
export function labelOf(by: UsageGroup): string {
  return GROUPS.find(({ value }) => value === by)?.label ?? by;
}

/** Whether the groups are in the order of time. */
export function isOfTime(by: UsageGroup): boolean {
  return by === "day" || by === "month";
}

/** The page of a group that has one: an organization, a team or a model. */
export function pageOf(by: UsageGroup, key: string): string | undefined {
  const id = encodeURIComponent(key);
  if (by === "organization") return `/organizations/${id}`;
  if (by === "team") return `/teams/${id}`;
  return by === "model" ? `/models/${id}` : undefined;
}
