/** @file Days and months of reports. They are those of UTC, written as the API writes them: `2026-11-03`, `2026-11`. */

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The day that it is now, in UTC. */
export function today(now: number = Date.now()): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** Whether a text is a day that there is. */
export function isDay(text: unknown): text is string {
  if (typeof text !== "string" || !DAY.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && today(at) === text;
}

/** The day that is so many days later; earlier if negative. */
export function plusDays(day: string, days: number): string {
  return today(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** How many days there are from one to another, both included; none or fewer where they are not in order. */
export function daysFrom(first: string, last: string): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS) + 1;
}

/** All days from one to another, both included. */
export function eachDay(first: string, last: string): string[] {
  return Array.from({ length: Math.max(0, daysFrom(first, last)) }, (_, index) => plusDays(first, index));
}

/** All months in which there are days from one to another. */
export function eachMonth(first: string, last: string): string[] {
  return [...new Set(eachDay(first, last).map((day) => day.slice(0, 7)))];
}
