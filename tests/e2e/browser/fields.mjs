// Fields and figures as people find them: by the names that stand beside them.

/** A field by its label: of text, of a number, or of a choice. */
export function field(where, label) {
  const name = { name: label, exact: true };
  return where.getByRole("textbox", name).or(where.getByRole("combobox", name)).first();
}

/** Chooses an option of a select. Where `typed` is given, it is typed first, so that the API finds the option. */
export async function choose(page, where, label, option, typed) {
  const select = field(where, label);
  await select.click();
  if (typed !== undefined) await select.fill(typed);
  await page.getByRole("option").filter({ hasText: option }).first().click();
}

/** The dialog with a title. */
export function dialog(page, title) {
  return page.getByRole("dialog", { name: title });
}

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

/** Confirms what cannot be undone: the button of the dialog works once the name is typed. */
export async function confirmByName(page, title, name, action) {
  const asked = dialog(page, title);
  const button = asked.getByRole("button", { name: action });
  await button.and(page.locator(":disabled")).waitFor();
  await asked.getByRole("textbox").fill(name);
  await button.click();
}
