// Signing in, staying signed in, and signing out.
import assert from "node:assert/strict";
import { ORIGIN, PASSWORD } from "./stage.mjs";
import { namedTeam } from "./tenants.mjs";
import { trial } from "./trials.mjs";

const REFUSED = /status of 401/;

trial("an operator signs in and comes to the page they asked for", async (stage) => {
  const operator = await stage.operator();
  const page = await stage.page();
  stage.expectInConsole(REFUSED);
  await page.goto("/dashboard/teams?search=north");
  await page.getByLabel("Email").fill(operator.email);
  await page.getByLabel(/^Password/).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Teams" }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/dashboard/teams");
  assert.equal(new URL(page.url()).searchParams.get("search"), "north");
});

trial("a wrong password is refused in the API's own words", async (stage) => {
  const operator = await stage.operator();
  const page = await stage.page();
  stage.expectInConsole(REFUSED);
  await page.goto("/dashboard/");
  await page.getByLabel("Email").fill(operator.email);
  await page.getByLabel(/^Password/).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: /password/i }).waitFor();
});

trial("a page that is loaded again goes on with the session", async (stage) => {
  const page = await stage.signedIn(await stage.operator());
  await page.getByRole("navigation", { name: "Areas" }).waitFor();
  await page.reload();
  await page.getByRole("navigation", { name: "Areas" }).waitFor();
});

trial("signing out in one window ends the session in the other", async (stage) => {
  const page = await stage.signedIn(await stage.operator());
  stage.expectInConsole(REFUSED);
  const other = await stage.page(page.context());
  await other.goto("/dashboard/teams");
  await other.getByRole("heading", { level: 1, name: "Teams" }).waitFor();
  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await other.getByRole("heading", { name: "Sign in" }).waitFor();
});

trial("no script can read the refresh token", async (stage) => {
  const page = await stage.signedIn(await stage.operator());
  await page.getByRole("navigation", { name: "Areas" }).waitFor();
  const readable = await page.evaluate(() => [document.cookie, JSON.stringify({ ...localStorage, ...sessionStorage })]);
  assert.doesNotMatch(readable.join(), /refresh|eyJ/);
  const [cookie] = await page.context().cookies(`${page.url().split("/dashboard")[0]}/api/admin-users/refresh`);
  assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite], [true, true, "Strict"]);
});

trial("two windows that refresh at once both stay signed in", async (stage) => {
  const page = await stage.signedIn(await stage.operator(), "/teams");
  const other = await stage.page(page.context());
  await other.goto("/dashboard/models");
  const answers = [];
  for (const window of [page, other]) {
    window.on("response", (answer) => {
      if (answer.url().endsWith("/api/admin-users/refresh")) answers.push(answer.status());
    });
  }
  for (let round = 1; round <= 3; round += 1) {
    await Promise.all([page.reload(), other.reload()]);
    await page.getByRole("heading", { level: 1, name: "Teams" }).waitFor();
    await other.getByRole("heading", { level: 1, name: "Models" }).waitFor();
  }
  assert.ok(answers.length >= 6, `there were ${answers.length} refreshes`);
  assert.deepEqual([...new Set(answers)], [200]);
});

trial("an operator whose session has ended signs in again and comes back to where they were", async (stage) => {
  const operator = await stage.operator();
  const { team_id, team_alias } = await namedTeam(stage);
  const page = await stage.signedIn(operator, `/teams/${team_id}?tab=terms`);
  await page.getByLabel("Requests a minute").waitFor();
  stage.expectInConsole(REFUSED);
  // A new password ends every session at once.
  const password = "another good password";
  await stage.api("POST", `/api/admin-users/${operator.user_id}/change-password`, { new_password: password });
  await page.getByRole("tab", { name: "Virtual keys" }).click();
  await page.getByText("Your session has ended.").waitFor();
  assert.equal(await page.getByText(team_alias).count(), 0);
  await page.getByLabel("Email").fill(operator.email);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: team_alias }).waitFor();
  await page.getByRole("table", { name: /^Virtual keys of/ }).waitFor();
  const { pathname, searchParams } = new URL(page.url());
  assert.deepEqual([pathname, searchParams.get("tab")], [`/dashboard/teams/${team_id}`, "keys"]);
});

trial("an access token that is no longer good is renewed without a word", async (stage) => {
  const { team_id, team_alias } = await namedTeam(stage);
  const page = await stage.signedIn(await stage.operator(), "/account");
  await page.getByRole("heading", { level: 1, name: "Account and sessions" }).waitFor();
  stage.expectInConsole(REFUSED);
  const tokens = [];
  await page.route(`**/api/teams/${team_id}`, async (route) => {
    tokens.push(route.request().headers().authorization);
    const refused = { detail: "The access token has expired.", code: "invalid_token", request_id: "r" };
    if (tokens.length === 1) await route.fulfill({ status: 401, json: refused });
    else await route.continue();
  });
  const refreshed = page.waitForResponse((answer) => answer.url().endsWith("/refresh") && tokens.length === 1);
  await page.goto(`/dashboard/teams/${team_id}?tab=terms`);
  assert.equal((await refreshed).status(), 200);
  await page.getByRole("heading", { level: 1, name: team_alias }).waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  assert.equal(tokens.length, 2);
});

trial("the first owner is set up with the admin key of the link, and led to the first steps", async (stage) => {
  const operator = await stage.operator();
  const page = await stage.page();
  stage.expectInConsole(REFUSED);
  // This deployment has operators already, so that setting up is answered as signing in is.
  await page.route("**/api/admin-users/setup/status", (route) => route.fulfill({ json: { needs_setup: true } }));
  let key;
  await page.route("**/api/admin-users/setup", async (route) => {
    key = route.request().headers()["x-admin-key"];
    const postData = { email: operator.email, password: PASSWORD };
    const response = await route.fetch({ url: `${ORIGIN}/api/admin-users/login`, postData });
    await route.fulfill({ response });
  });
  await page.goto("/dashboard/set-up#admin-key=the-key-of-the-link");
  await page.getByLabel("Your name").fill("Ana");
  await page.getByLabel("Email").fill(operator.email);
  await page.getByLabel(/^Password/).fill(PASSWORD);
  assert.equal(new URL(page.url()).hash, "");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("heading", { level: 1, name: "First steps" }).waitFor();
  assert.equal(key, "the-key-of-the-link");
});

trial("who asks for the first set-up of a deployment that has one is sent to the sign-in", async (stage) => {
  // Where there is an operator, there was a set-up.
  await stage.operator();
  const page = await stage.page();
  stage.expectInConsole(REFUSED);
  await page.goto("/dashboard/set-up");
  await page.getByText("This deployment has been set up.").waitFor();
  assert.equal(await page.getByLabel("Admin key").count(), 0);
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Email").waitFor();
});
