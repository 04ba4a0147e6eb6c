// Parts of pages and their figures, as people find them: by their headings and the names that stand beside them.

/** The part of a page with a heading. */
export function part(page, heading) {
  return page.getByRole("region", { name: heading, exact: true });
}

/** What stands beside a name in a list of facts or figures. */
export function fact(where, name) {
  // What an entry has is looked for within the entry, wherever that is.
  const page = "page" in where ? where.page() : where;
  const term = page.locator("dt").filter({ hasText: new RegExp(`^${name.replace(/[()]/g, "\\$&")}$`) });
  return where.locator("dl > *").filter({ has: term }).locator("dd").first();
}
