// Operators, as owners and admins see to them.
import assert from "node:assert/strict";
import { statusOfPassword } from "./credentials.mjs";
import { alerted, button, choose, dialog, faultOf, field, pick, REFUSED, saysOf } from "./forms.mjs";
import { name, PASSWORD } from "./stage.mjs";
import { trial } from "./trials.mjs";

/** An operator with a name that nothing else on the page has. */
async function called(stage, role) {
  const made = await stage.operator(role);
  const display_name = name("Bea");
  await stage.api("PUT", `/api/admin-users/${made.user_id}`, { display_name });
  return { ...made, display_name };
}

/** The menu of an operator, in a list that may be longer than a page of it. */
async function menuOf(page, { display_name }) {
  const menu = page.getByRole("button", { name: `Actions for ${display_name}` });
  const more = button(page, "Load more");
  await page
    .getByRole("table", { name: "Operators" })
    .locator('tbody button[aria-label^="Actions for"]')
    .first()
    .waitFor();
  while ((await menu.count()) === 0 && (await more.count()) > 0) await more.click();
  await menu.waitFor();
  return menu;
}

const operatorOf = (stage, { user_id }) => stage.api("GET", `/api/admin-users/${user_id}`);

trial("a new operator can sign in, and faults are said at their fields", async (stage) => {
  const taken = await stage.operator("user");
  const email = `${name("new")}@north.example`;
  const page = await stage.signedIn(await stage.operator(), "/operators");
  stage.expectInConsole(REFUSED);
  await button(page, "New operator").click();
  const form = dialog(page, "New operator");
  const password = form.getByLabel("First password");
  await field(form, "Name").fill("Cleo");
  await field(form, "Email").fill(email);
  await password.fill("short");
  await button(form, "Create operator").click();
  const body = { display_name: "Cleo", email, password: "short", role: "user" };
  await saysOf(password, faultOf(await stage.refusal("POST", "/api/admin-users", body), "password"));
  await password.fill(PASSWORD);
  await field(form, "Email").fill(taken.email);
  await button(form, "Create operator").click();
  const twice = { ...body, email: taken.email, password: PASSWORD };
  await alerted(form, (await stage.refusal("POST", "/api/admin-users", twice)).detail);
  await field(form, "Email").fill(email);
  await choose(page, form.getByRole("combobox", { name: "Role" }), "Admin");
  await button(form, "Create operator").click();
  await page.getByText("Cleo can sign in now.").waitFor();
  assert.equal(await statusOfPassword(email, PASSWORD), 200);
  const all = await stage.api("GET", "/api/admin-users?limit=500");
  assert.equal(all.find((one) => one.email === email)?.role, "admin");
});

trial("an operator is given another name and role", async (stage) => {
  const other = await called(stage, "user");
  const page = await stage.signedIn(await stage.operator(), "/operators");
  stage.expectInConsole(REFUSED);
  await pick(page, await menuOf(page, other), "Change…");
  const form = dialog(page, "Change operator");
  await field(form, "Name").fill("N".repeat(256));
  await button(form, "Save").click();
  const bad = await stage.refusal("PUT", `/api/admin-users/${other.user_id}`, { display_name: "N".repeat(256) });
  await saysOf(field(form, "Name"), faultOf(bad, "display_name"));
  await field(form, "Name").fill("Dora");
  await choose(page, form.getByRole("combobox", { name: "Role" }), "Admin");
  await button(form, "Save").click();
  await page.getByText("The operator is changed.").waitFor();
  const changed = await operatorOf(stage, other);
  assert.deepEqual([changed.display_name, changed.role], ["Dora", "admin"]);
});

trial("a deactivated operator cannot sign in, until they are activated", async (stage) => {
  const other = await called(stage, "admin");
  const page = await stage.signedIn(await stage.operator(), "/operators");
  await pick(page, await menuOf(page, other), "Deactivate…");
  const asked = dialog(page, `Deactivate ${other.display_name}`);
  await button(asked, "Deactivate").click();
  await asked.waitFor({ state: "hidden" });
  await page.getByRole("row", { name: new RegExp(`${other.display_name}.*deactivated`) }).waitFor();
  assert.equal((await operatorOf(stage, other)).is_active, false);
  assert.equal(await statusOfPassword(other.email, PASSWORD), 401);
  await pick(page, await menuOf(page, other), "Change…");
  await dialog(page, "Change operator").getByLabel("Active").check({ force: true });
  await button(dialog(page, "Change operator"), "Save").click();
  await page.getByText("The operator is changed.").waitFor();
  assert.equal(await statusOfPassword(other.email, PASSWORD), 200);
});

trial("an owner sets another operator's password, which signs them out everywhere", async (stage) => {
  const other = await called(stage, "user");
  const theirs = await stage.signedIn(other, "/teams");
  await theirs.getByRole("navigation", { name: "Areas" }).waitFor();
  const page = await stage.signedIn(await stage.operator(), "/operators");
  stage.expectInConsole(REFUSED);
  await pick(page, await menuOf(page, other), "Set a new password…");
  const form = dialog(page, "Set a new password");
  const password = form.getByLabel("New password");
  await password.fill("short");
  await button(form, "Set password").click();
  const path = `/api/admin-users/${other.user_id}/change-password`;
  await saysOf(password, faultOf(await stage.refusal("POST", path, { new_password: "short" }), "new_password"));
  await password.fill("another good password");
  await button(form, "Set password").click();
  await form.waitFor({ state: "hidden" });
  assert.equal(await statusOfPassword(other.email, PASSWORD), 401);
  assert.equal(await statusOfPassword(other.email, "another good password"), 200);
  await theirs.reload();
  await theirs.getByRole("heading", { name: "Sign in" }).waitFor();
});

trial("an admin is offered nothing that only owners may do with operators", async (stage) => {
  const [owner, user] = [await called(stage, "owner"), await called(stage, "user")];
  const page = await stage.signedIn(await stage.operator("admin"), "/operators");
  await (await menuOf(page, owner)).click();
  await page.getByRole("menuitem", { name: "What they did" }).waitFor();
  assert.equal(await page.getByRole("menuitem").count(), 1);
  await page.keyboard.press("Escape");
  await (await menuOf(page, user)).click();
  await page.getByRole("menuitem", { name: "Deactivate…" }).waitFor();
  assert.equal(await page.getByRole("menuitem", { name: "Set a new password…" }).count(), 0);
  await page.keyboard.press("Escape");
  await button(page, "New operator").click();
  await dialog(page, "New operator").getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "User" }).waitFor();
  assert.equal(await page.getByRole("option").count(), 1);
});
