// What pages do when something goes wrong: a slow API, one that fails, one that is not there, and somebody else's change.
import assert from "node:assert/strict";
import { namedTeam } from "./tenants.mjs";
import { trial } from "./trials.mjs";

/** A failure as the API describes it. */
const FAILURE = {
  detail: "The database cannot be reached.",
  code: "database_unavailable",
  request_id: "019abc12-3456-7000-8000-0123456789ab",
};

/** A team, and a page of an owner on which nothing of it has been loaded yet. */
async function setting(stage) {
  const made = await namedTeam(stage);
  const page = await stage.signedIn(await stage.operator(), "/account");
  await page.getByRole("heading", { level: 1, name: "Account and sessions" }).waitFor();
  return { ...made, page, request: `**/api/teams/${made.team_id}`, path: `/dashboard/teams/${made.team_id}?tab=terms` };
}

trial("while the API is slow, a page says that it loads", async (stage) => {
  const { page, path, request, team_alias } = await setting(stage);
  let answer;
  const answered = new Promise((done) => {
    answer = done;
  });
  await page.route(request, async (route) => {
    await answered;
    await route.continue();
  });
  await page.goto(path);
  const loading = page.getByRole("status", { name: "Loading" });
  await loading.waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  answer();
  await page.getByRole("heading", { level: 1, name: team_alias }).waitFor();
  await loading.waitFor({ state: "detached" });
});

trial("while the API is slow, a table has the shape of what comes", async (stage) => {
  const { page, team_id, team_alias } = await setting(stage);
  let answer;
  const answered = new Promise((done) => {
    answer = done;
  });
  await page.route("**/api/teams?*", async (route) => {
    await answered;
    await route.continue();
  });
  await page.goto(`/dashboard/teams?search=${team_id}`);
  const table = page.getByRole("table", { name: "Teams with their credits" });
  await table.and(page.locator("[aria-busy=true]")).waitFor();
  assert.ok((await table.getByRole("row").count()) > 2);
  answer();
  await table.getByRole("link", { name: team_alias }).waitFor();
  await table.and(page.locator("[aria-busy=false]")).waitFor();
});

trial("what the API says when it fails is shown, and can be tried again", async (stage) => {
  const { page, path, request, team_alias } = await setting(stage);
  stage.expectInConsole(/status of 503/);
  const headers = { "x-request-id": FAILURE.request_id };
  await page.route(request, (route) => route.fulfill({ status: 503, headers, json: FAILURE }));
  await page.goto(path);
  const alert = page.getByRole("alert").filter({ hasText: FAILURE.detail });
  await alert.waitFor();
  await alert.getByText(`Request ${FAILURE.request_id}`).waitFor();
  await page.unroute(request);
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 1, name: team_alias }).waitFor();
  await alert.waitFor({ state: "detached" });
});

trial("a proxy's page in place of the API's words does not break a page", async (stage) => {
  const { page, path, request, team_alias } = await setting(stage);
  stage.expectInConsole(/status of 502/);
  let status = 502;
  await page.route(request, (route) =>
    route.fulfill({ status, contentType: "text/html", body: "<!doctype html><title>Bad gateway</title>" }),
  );
  await page.goto(path);
  const alert = page.getByRole("alert");
  await alert.filter({ hasText: "The server answered with status 502." }).waitFor();
  // One that asks for a sign-in answers with success.
  status = 200;
  await alert.getByRole("button", { name: "Try again" }).click();
  await alert.filter({ hasText: "Something else has answered in Tollgate's place" }).waitFor();
  await page.unroute(request);
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 1, name: team_alias }).waitFor();
});

trial("a page without a connection says so", async (stage) => {
  const { page, path, request, team_alias } = await setting(stage);
  stage.expectInConsole(/net::ERR_FAILED/);
  await page.route(request, (route) => route.abort());
  await page.goto(path);
  const alert = page.getByRole("alert").filter({ hasText: "Tollgate cannot be reached" });
  await alert.waitFor();
  await page.unroute(request);
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 1, name: team_alias }).waitFor();
});

trial("a form whose team somebody else has changed says so and overwrites nothing", async (stage) => {
  const { page, path, team_id, team_alias } = await setting(stage);
  stage.expectInConsole(/status of 409/);
  const now = () => stage.api("GET", `/api/teams/${team_id}`);
  await page.goto(path);
  await page.getByRole("heading", { level: 1, name: team_alias }).waitFor();
  const name = page.getByLabel("Name");
  const limit = page.getByLabel("Requests a minute");
  await limit.fill("77");
  await stage.api("PUT", `/api/teams/${team_id}`, { team_alias: "Somebody else's name" });
  await page.getByRole("button", { name: "Save terms" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "Somebody else has changed this" });
  await alert.waitFor();
  const { team_alias: kept, rpm_limit } = await now();
  assert.deepEqual([kept, rpm_limit], ["Somebody else's name", null]);
  assert.equal(await limit.inputValue(), "77");
  await alert.getByRole("button", { name: "Load what is there now" }).click();
  await alert.waitFor({ state: "detached" });
  assert.deepEqual([await name.inputValue(), await limit.inputValue()], ["Somebody else's name", ""]);
  await limit.fill("88");
  await page.getByRole("button", { name: "Save terms" }).click();
  await page.getByText("The terms were saved.").waitFor();
  const saved = await now();
  assert.deepEqual([saved.team_alias, saved.rpm_limit], ["Somebody else's name", 88]);
});
