/** @file Loading a report as a spreadsheet, and handing it to the browser. */

import { api, read } from "../../api/client";
import { joined } from "./csv";
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
