/** @file A report as a spreadsheet. */

import type { UsageQuery } from "./useUsage";

/** One file of several: the headings of the first only. */
export function joined(pages: readonly string[]): string {
  const rows = pages.map((page, index) => (index === 0 ? page : page.slice(page.indexOf("\n") + 1)));
  return rows.map((text, index) => (index < rows.length - 1 && !text.endsWith("\n") ? `${text}\r\n` : text)).join("");
}

/** What the file is called: `usage-by-team-2026-11-01-to-2026-11-30.csv`. */
export function fileName({ group_by, start_date, end_date }: UsageQuery): string {
  return `usage-by-${group_by.replace("_", "-")}-${start_date}-to-${end_date}.csv`;
}
