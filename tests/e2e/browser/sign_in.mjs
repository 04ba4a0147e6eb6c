// Signing in, staying signed in, and signing out.
import assert from "node:assert/strict";
import { PASSWORD } from "./stage.mjs";
import { trial } from "./trials.mjs";

const REFUSED = /status of 401/;

trial("an operator signs in and comes to the page they asked for", async (stage) => {
  const operator = await stage.operator();
  const page = await stage.page();
  stage.expectInConsole(REFUSED);
  await page.goto("/dashboard/teams?search=north");
  await page.getByLabel("Email").fill(operator.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
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
  await page.getByLabel("Password", { exact: true }).fill("not the password");
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
  await page.getByRole("button", { name: /^Account of/ }).click();
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
