/** @file Periods that are often asked for. */

import { plusDays, today } from "../../charts/days";

/** A period with a name. */
export type Preset = { value: string; label: string; first: string; last: string };

/** The periods on offer; `long` are those that only an organization or a team can be reported for. */
export function presets(long: boolean, now: number = Date.now()): Preset[] {
  const last = today(now);
  const monthStart = `${last.slice(0, 7)}-01`;
  const monthBefore = plusDays(monthStart, -1);
  const short: Preset[] = [
    { value: "today", label: "Today", first: last, last },
    { value: "7d", label: "Last 7 days", first: plusDays(last, -6), last },
    { value: "30d", label: "Last 30 days", first: plusDays(last, -29), last },
    { value: "month", label: "This month", first: monthStart, last },
    { value: "month-before", label: "Last month", first: `${monthBefore.slice(0, 7)}-01`, last: monthBefore },
  ];
  if (!long) return short;
  return [
    ...short,
    { value: "90d", label: "Last 90 days", first: plusDays(last, -89), last },
    { value: "year", label: "This year", first: `${last.slice(0, 4)}-01-01`, last },
    { value: "365d", label: "Last 365 days", first: plusDays(last, -364), last },
  ];
}
