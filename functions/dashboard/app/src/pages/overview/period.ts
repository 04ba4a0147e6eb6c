/** @file The periods that the overview can show. A report of the whole deployment covers at most 31 days. */

import { plusDays, today } from "../../charts/days";

/** Days of UTC up to now, today's included. */
export type Period = "today" | "7d" | "30d";

/** The period that is shown unless another one is chosen. */
export const USUAL: Period = "7d";

const DAYS: Record<Period, number> = { today: 1, "7d": 7, "30d": 30 };

export function isPeriod(value: unknown): value is Period {
  return typeof value === "string" && Object.hasOwn(DAYS, value);
}

/** The days of a period, and those that it is compared with. */
export type Span = {
  first: string;
  last: string;
  before: { first: string; last: string };
  /** What it is compared with, in words. */
  against: string;
  /** The first day of the charts: one day alone would be a dot. */
  chartedFrom: string;
};

/** The days of a period that ends now. */
export function spanOf(period: Period, now: number = Date.now()): Span {
  const days = DAYS[period];
  const last = today(now);
  const first = plusDays(last, 1 - days);
  return {
    first,
    last,
    before: { first: plusDays(first, -days), last: plusDays(first, -1) },
    against: days === 1 ? "all of yesterday" : `the ${days} days before`,
    chartedFrom: plusDays(last, 1 - Math.max(days, 7)),
  };
}
