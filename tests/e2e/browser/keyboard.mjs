// What can be done without a mouse.
import assert from "node:assert/strict";
import { namedTeam } from "./tenants.mjs";
import { trial } from "./trials.mjs";

/** The text of what has the focus. */
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");

trial("the palette opens by a slash, finds a team and goes there", async (stage) => {
  const { team_id, team_alias } = await namedTeam(stage);
  const page = await stage.signedIn(await stage.operator(), "/models");
  await page.getByRole("heading", { level: 1, name: "Models" }).waitFor();
  await page.keyboard.press("/");
  const search = page.getByRole("dialog").getByRole("textbox", { name: "Search" });
  await search.waitFor();
  await page.keyboard.type(team_id);
  await page.getByRole("dialog").getByRole("button", { name: team_alias }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: team_alias }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/dashboard/teams/${team_id}`);
  await search.waitFor({ state: "detached" });
});

trial("the palette opens by Ctrl+K, goes to a page, and closes by Escape", async (stage) => {
  const page = await stage.signedIn(await stage.operator(), "/models");
  await page.getByRole("heading", { level: 1, name: "Models" }).waitFor();
  const search = page.getByRole("dialog").getByRole("textbox", { name: "Search" });
  await page.keyboard.press("Control+k");
  await search.waitFor();
  await page.keyboard.press("Escape");
  await search.waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await search.waitFor();
  await page.keyboard.type("price cat");
  await page.getByRole("dialog").getByRole("button", { name: "Price catalogue" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Price catalogue" }).waitFor();
});

trial("a slash in a field is a slash", async (stage) => {
  const page = await stage.signedIn(await stage.operator(), "/teams");
  const box = page.getByRole("searchbox", { name: "Search teams" });
  await box.focus();
  await page.keyboard.type("a/b");
  assert.equal(await box.inputValue(), "a/b");
  assert.equal(await page.getByRole("dialog").count(), 0);
});

trial("the first stop of the keyboard skips the navigation", async (stage) => {
  const page = await stage.signedIn(await stage.operator(), "/teams");
  await page.getByRole("button", { name: "New team" }).first().waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Skip to the content");
  const link = await page.getByRole("link", { name: "Skip to the content" }).boundingBox();
  assert.ok(link !== null && link.y >= 0, "the link is seen while it has the focus");
  await page.keyboard.press("Enter");
  await page.locator("main:focus").waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "New team");
  assert.equal(new URL(page.url()).pathname, "/dashboard/teams");
});

trial("menus are opened, walked through and closed by the keyboard", async (stage) => {
  const page = await stage.signedIn(await stage.operator(), "/teams");
  const account = page.getByRole("button", { name: /Account of/ });
  await account.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menuitem", { name: "Sign out" }).waitFor({ state: "detached" });
  assert.match(await focused(page), /Account of/);
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
  while (!/Account and sessions/.test(await focused(page))) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Account and sessions" }).waitFor();
});

trial("a form is filled and sent by the keyboard, and gives the focus back when it is closed", async (stage) => {
  const { team_id, team_alias } = await namedTeam(stage);
  const page = await stage.signedIn(await stage.operator(), `/teams/${team_id}`);
  await page.getByRole("heading", { level: 1, name: team_alias }).waitFor();
  const open = page.getByRole("button", { name: "Add credits" });
  const form = page.getByRole("dialog");
  await open.focus();
  await page.keyboard.press("Enter");
  await form.waitFor();
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "detached" });
  await open.and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Enter");
  // The field is where the typing goes, without a step.
  await form.getByLabel("Credits").and(page.locator(":focus")).waitFor();
  await page.keyboard.type("250");
  await page.keyboard.press("Enter");
  await form.waitFor({ state: "detached" });
  assert.equal((await stage.api("GET", `/api/teams/${team_id}`)).credits_allocated, 1250);
});

trial("a table is ordered by the keyboard", async (stage) => {
  const page = await stage.signedIn(await stage.operator(), "/models");
  await stage.api("GET", "/api/models");
  const column = page.getByRole("columnheader", { name: "Alias" });
  await column.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await column.and(page.locator("[aria-sort=ascending]")).waitFor();
  await page.keyboard.press("Enter");
  await column.and(page.locator("[aria-sort=descending]")).waitFor();
});
