/** @file How times are written: in the reader's zone, in one form everywhere. */

/** The reader's language, where the machine says one, in the form of numbers and days that it has. */
const LANGUAGE = typeof navigator === "undefined" ? "en-GB" : navigator.language;

/** A day and a time to the minute, in the reader's zone. */
export function localTime(at: string | Date): string {
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/** A time of day to the second, in the reader's zone. */
export function timeOfDay(at: string | Date): string {
  return new Intl.DateTimeFormat(LANGUAGE, { timeStyle: "medium" }).format(new Date(at));
}

/** A day, in the reader's zone; for days of reports, which are days of UTC, pass `UTC`. */
export function localDay(at: string | Date, timeZone?: "UTC"): string {
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeZone }).format(new Date(at));
}

/** All of a time, in UTC, as the API and the logs have it. */
export function utc(at: string | Date): string {
  return `${new Date(at)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "")} UTC`;
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** How long ago a time was, or how far ahead it is. */
export function ago(at: string | Date, now: number = Date.now()): string {
  const difference = new Date(at).getTime() - now;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(difference) >= size) ?? ["second", 1000];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(difference / size), unit);
}

/** A day of a report (`2026-11-03`) for narrow places such as the axis of a chart: Nov 3. */
export function shortDay(day: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, { month: "short", day: "numeric", timeZone: "UTC" }).format(new Date(day));
}

/** A month of a report (`2026-11`): Nov 2026. */
export function monthName(month: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, { month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(month),
  );
}
