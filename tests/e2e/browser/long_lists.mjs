// Lists that are longer than the API's longest page: paging, totals, order and search.
import assert from "node:assert/strict";
import { button, choose } from "./forms.mjs";
import { organization, team } from "./tenants.mjs";
import { trial } from "./trials.mjs";

const TEAMS = 520;
const AT_ONCE = 16;

/** An organization with many teams, and no two with the same credits. Made once for all trials of this room. */
let many;
function manyTeams(stage) {
  many ??= make(stage);
  return many;
}

async function make(stage) {
  const made = await organization(stage);
  const { team_count } = await stage.api("GET", `/api/organizations/${made}`);
  let next = 1;
  const some = async () => {
    while (next <= TEAMS - team_count) {
      const number = next++;
      await team(stage, made, {
        team_alias: `Long ${String(number).padStart(4, "0")}`,
        credits_allocated: 10_000 + number,
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  return made;
}

/** Loads pages until so many rows are there. */
async function loadTo(page, rows, wanted) {
  for (let shown = await rows.count(); shown < wanted; shown = await rows.count()) {
    const next = Math.min(shown + 100, TEAMS);
    await button(page, "Load more").click();
    await rows.nth(next - 1).waitFor();
  }
}

trial("a list of more than 500 teams is loaded to its end, each of them once", async (stage) => {
  const id = await manyTeams(stage);
  const page = await stage.signedIn(await stage.operator("user"), `/teams?organization_id=${id}`);
  const rows = page.getByRole("table", { name: "Teams with their credits" }).locator("tbody tr");
  await page.getByText(`100 of ${TEAMS}`, { exact: true }).waitFor();
  await loadTo(page, rows, TEAMS);
  await button(page, "Load more").waitFor({ state: "hidden" });
  await page.getByText(`${TEAMS} in all`, { exact: true }).waitFor();
  const links = await rows
    .locator('a[href*="/teams/"]')
    .evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  assert.equal(new Set(links).size, TEAMS);
});

trial("a long list is ordered as a whole, not only as far as it is loaded", async (stage) => {
  const id = await manyTeams(stage);
  const page = await stage.signedIn(await stage.operator("user"), `/teams?organization_id=${id}`);
  const rows = page.getByRole("table", { name: "Teams with their credits" }).locator("tbody tr");
  await rows.nth(99).waitFor();
  await button(page, "Remaining").click();
  const all = await stage.api("GET", `/api/teams?organization_id=${id}&sort=credits_remaining&order=desc&limit=500`);
  await rows.first().filter({ hasText: all[0].team_alias }).waitFor();
  await loadTo(page, rows, 200);
  const shown = await rows.evaluateAll((found) => found.map((row) => row.querySelector("a").textContent));
  assert.deepEqual(
    shown,
    all.slice(0, shown.length).map(({ team_alias }) => team_alias),
  );
  await page.reload();
  await rows.first().filter({ hasText: all[0].team_alias }).waitFor();
});

trial("a search looks through all of a long list, and its total is what it found", async (stage) => {
  const id = await manyTeams(stage);
  const page = await stage.signedIn(await stage.operator("user"), `/organizations/${id}?tab=teams`);
  const rows = page.getByRole("table", { name: /^Teams of/ }).locator("tbody tr");
  await rows.nth(99).waitFor();
  await page.getByRole("searchbox", { name: "Search teams" }).fill("Long 050");
  await rows.nth(10).waitFor({ state: "hidden" });
  await rows.nth(9).waitFor();
  const { team_count } = await stage.api("GET", `/api/organizations/${id}/teams?search=Long%20050`);
  assert.deepEqual([await rows.count(), team_count], [10, 10]);
  await page.getByText("10 in all", { exact: true }).waitFor();
  await choose(page, page.getByRole("combobox", { name: "Status" }), "Paused");
  await page.getByText("No team is like this").waitFor();
});

trial("a long list on a phone is one of cards, and loads further", async (stage) => {
  const id = await manyTeams(stage);
  const phone = { viewport: { width: 390, height: 844 } };
  const page = await stage.signedIn(await stage.operator("user"), `/teams?organization_id=${id}`, phone);
  const rows = page.getByRole("row").filter({ has: page.getByRole("cell") });
  await rows.nth(99).waitFor();
  await loadTo(page, rows, 200);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `the page is ${wide} pixels too wide`);
});
