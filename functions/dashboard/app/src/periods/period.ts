/** @file Periods of reports. Their days are days of UTC; both ends belong to them. */

import { isDay, plusDays, today } from "../charts/days";

/** Periods that move with the day, by their name in the address bar. */
export const PERIODS = {
  month: "This month",
  "last-month": "Last month",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
  "365d": "Last 365 days",
} as const;

export type PeriodName = keyof typeof PERIODS;

/** A period as the address bar has it: a name, or two days. */
export type PeriodSearch = { period?: PeriodName; start_date?: string; end_date?: string };

/** A period as the API is asked for it. */
export type Days = { start_date: string; end_date: string };

/** The period that an address bar says; what it does not understand is dropped. */
export function periodOf(search: Record<string, unknown>): PeriodSearch {
  const { period, start_date, end_date } = search;
  if (isDay(start_date) && isDay(end_date) && start_date <= end_date) return { start_date, end_date };
  return typeof period === "string" && Object.hasOwn(PERIODS, period) ? { period: period as PeriodName } : {};
}

/** The days of a period, up to today's unless they end before. */
export function daysOf(search: PeriodSearch, otherwise: PeriodName, now: number = Date.now()): Days {
  if (search.start_date !== undefined && search.end_date !== undefined) {
    return { start_date: search.start_date, end_date: search.end_date };
  }
  const end_date = today(now);
  const month = `${end_date.slice(0, 7)}-01`;
  const period = search.period ?? otherwise;
  switch (period) {
    case "month":
      return { start_date: month, end_date };
    case "last-month": {
      const last = plusDays(month, -1);
      return { start_date: `${last.slice(0, 7)}-01`, end_date: last };
    }
    default:
      return { start_date: plusDays(end_date, 1 - Number.parseInt(period, 10)), end_date };
  }
}
