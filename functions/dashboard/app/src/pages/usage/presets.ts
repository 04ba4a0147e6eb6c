/** @file Periods that are often asked for. */

import { today } from "../../charts/days";
import { daysOf, PERIODS, type PeriodName } from "../../periods/period";

/** A period with a name. */
export type Preset = { value: string; label: string; first: string; last: string };

/** The periods on offer; `long` are those that only an organization or a team can be reported for. */
export function presets(long: boolean, now: number = Date.now()): Preset[] {
  const last = today(now);
  const named = (period: PeriodName, value: string = period): Preset => {
    const days = daysOf({ period }, period, now);
    return { value, label: PERIODS[period], first: days.start_date, last: days.end_date };
  };
  const short: Preset[] = [
    { value: "today", label: "Today", first: last, last },
    named("7d"),
    named("30d"),
    named("month"),
    named("last-month", "month-before"),
  ];
  if (!long) return short;
  return [
    ...short,
    named("90d"),
    { value: "year", label: "This year", first: `${last.slice(0, 4)}-01-01`, last },
    named("365d"),
  ];
}
