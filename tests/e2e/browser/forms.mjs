// Forms as people use them: fields by their names, choices, dialogs, and what is said of a field.
import assert from "node:assert/strict";

/** A request that was refused is noted in the console. Trials of bad paths expect it. */
export const REFUSED = /status of 4\d\d/;

/** A field by its label: of text, of a number, or of a choice. */
export function field(where, label) {
  const name = { name: label, exact: true };
  return where.getByRole("textbox", name).or(where.getByRole("combobox", name)).first();
}

/** A button by its words. */
export function button(where, words) {
  return where.getByRole("button", { name: words, exact: true });
}

/** The dialog with a title. */
export function dialog(page, title) {
  return page.getByRole("dialog", { name: title });
}

/** Opens a select, and chooses the option with these words. Where `typed` is given, it is typed first, so that the API finds it. */
export async function choose(page, select, option, typed) {
  await select.click();
  if (typed !== undefined) await select.fill(typed);
  await page.getByRole("option", { name: option }).first().click();
}

/** Chooses an entry of the menu that a button opens. */
export async function pick(page, opener, entry) {
  await opener.click();
  await page.getByRole("menuitem", { name: entry, exact: true }).click();
}

/** What the API says of a field in the body that refuses a request. */
export function faultOf(refusal, member) {
  const fault = (refusal.fields ?? refusal.detail).find(({ loc }) => loc.slice(1).join(".") === member);
  assert.ok(fault, `nothing is said of ${member}: ${JSON.stringify(refusal)}`);
  return fault.msg;
}

/** Waits until these words describe a field, for those who see the page as for those who hear it. */
export async function saysOf(input, words) {
  const page = input.page();
  const said = ([element, wanted]) => {
    const parts = (element.getAttribute("aria-describedby") ?? "")
      .split(/\s+/)
      .map((id) => document.getElementById(id));
    return parts.some((part) => part?.textContent === wanted);
  };
  await page.waitForFunction(said, [await input.elementHandle(), words]);
  await page.getByText(words, { exact: true }).first().waitFor();
}

/** Waits for an alert with these words. */
export async function alerted(where, words) {
  await where.getByRole("alert").filter({ hasText: words }).waitFor();
}

/** Confirms by typing a name. Until the whole name is there nothing can be done. */
export async function confirmByName(asked, name, action) {
  const go = button(asked, action);
  assert.ok(await go.isDisabled(), `${action} can be clicked without the name`);
  const typed = asked.getByRole("textbox");
  await typed.fill(name.slice(0, -1));
  assert.ok(await go.isDisabled(), `${action} can be clicked with a part of the name`);
  await typed.fill(name);
  await go.click();
}

/** Takes the secret that a dialog shows once: by its button, as people do. The page needs the clipboard. */
export async function copySecret(shown, label) {
  const page = shown.page();
  const secret = await field(shown, label).inputValue();
  await button(shown, `Copy ${label}`).click();
  // The page's policy lets no script read the clipboard, so it is pasted, as people do.
  await shown.evaluate((element) => {
    const note = element.appendChild(document.createElement("textarea"));
    note.id = "pasted";
    note.focus();
  });
  await page.keyboard.press("ControlOrMeta+V");
  assert.equal(await page.locator("#pasted").inputValue(), secret);
  await page.locator("#pasted").evaluate((note) => note.remove());
  await page.keyboard.press("Escape");
  await shown.waitFor({ state: "hidden" });
  assert.equal(await page.getByText(secret).count(), 0);
  return secret;
}

/** Options of a window whose pages may use the clipboard. */
export const WITH_CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
