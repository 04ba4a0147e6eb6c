// Calls as they come.
import assert from "node:assert/strict";
import { call, tenant } from "./tenants.mjs";
import { trial } from "./trials.mjs";

trial("a call appears in the live list without a reload", async (stage) => {
  const made = await tenant(stage);
  const page = await stage.signedIn(await stage.operator("user"), `/live?team_id=${made.team_id}`);
  await page.getByText("No such calls").waitFor();
  let loads = 0;
  page.on("load", () => (loads += 1));
  const { call_id, job_id } = await call(made, "Hello", { job_type: "letter" });
  const row = rows(page).filter({ hasText: "letter" });
  await row.getByText("Succeeded").waitFor();
  assert.equal(loads, 0);
  const { total_tokens } = await stage.api("GET", `/api/calls/${call_id}`);
  await row
    .getByRole("cell", { name: String(total_tokens), exact: true })
    .first()
    .waitFor();
  await row.getByRole("link").first().click();
  await page.waitForURL((url) => url.pathname.endsWith(job_id) && url.searchParams.get("call") === call_id);
});

trial("a failed call appears with the code of its failure", async (stage) => {
  const made = await tenant(stage);
  const page = await stage.signedIn(await stage.operator("user"), `/live?team_id=${made.team_id}&status=failed`);
  await page.getByText("No such calls").waitFor();
  await assert.rejects(call(made, "[[status=400]] Hello"));
  await call(made);
  await rows(page).getByText("provider_bad_request").waitFor();
  assert.equal(await rows(page).count(), 1);
});

trial("the live list stands still while it is paused", async (stage) => {
  const made = await tenant(stage);
  const operator = await stage.operator("user");
  const paused = await stage.signedIn(operator, `/live?team_id=${made.team_id}`);
  await paused.getByText("No such calls").waitFor();
  await call(made);
  await rows(paused).first().waitFor();
  await paused.getByRole("button", { name: "Pause" }).click();
  await paused.getByText("Paused", { exact: true }).waitFor();
  let asked = 0;
  paused.on("request", (request) => (asked += new URL(request.url()).pathname === "/api/calls" ? 1 : 0));
  await call(made);
  // Another window that follows shows when a list that is not paused would have the call.
  const following = await stage.signedIn(operator, `/live?team_id=${made.team_id}`);
  await rows(following).nth(1).waitFor();
  await call(made);
  await rows(following).nth(2).waitFor();
  assert.equal(await rows(paused).count(), 1);
  assert.equal(asked, 0);
  await paused.getByRole("button", { name: "Resume" }).click();
  await rows(paused).nth(2).waitFor();
});

/** The rows of the calls; while they are loaded there are rows without a link. */
function rows(page) {
  return page
    .locator("tbody")
    .getByRole("row")
    .filter({ has: page.getByRole("link") });
}
