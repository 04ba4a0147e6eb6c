/** @file A report as a spreadsheet. */

import { api, read } from "../../api/client";
import type { UsageQuery } from "./useUsage";

/** The most groups that one answer has. */
const PAGE = 500;

/** All groups of a report as CSV (RFC 4180): as many requests as it takes. */
export async function loadCsv(query: UsageQuery, groups: number): Promise<string> {
  const pages: string[] = [];
  for (let offset = 0; offset === 0 || offset < groups; offset += PAGE) {
    const params = { query: { ...query, format: "csv" as const, limit: PAGE, offset } };
    pages.push(await read(api.GET("/api/stats/usage", { params, parseAs: "text" })));
  }
  return joined(pages);
}

/** One file of several: the headings of the first only. */
export function joined(pages: readonly string[]): string {
  const rows = pages.map((page, index) => (index === 0 ? page : page.slice(page.indexOf("\n") + 1)));
  return rows.map((text, index) => (index < rows.length - 1 && !text.endsWith("\n") ? `${text}\r\n` : text)).join("");
}

/** What the file is called: `usage-by-team-2026-11-01-to-2026-11-30.csv`. */
export function fileName({ group_by, start_date, end_date }: UsageQuery): string {
  return `usage-by-${group_by.replace("_", "-")}-${start_date}-to-${end_date}.csv`;
}

/** Hands a file to the browser. */
export function save(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has to have begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
