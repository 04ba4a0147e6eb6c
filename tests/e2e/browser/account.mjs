// One's own account: the password, and where one is signed in.
import assert from "node:assert/strict";
import { statusOfPassword } from "./credentials.mjs";
import { button, dialog, faultOf, field, REFUSED, saysOf } from "./forms.mjs";
import { PASSWORD } from "./stage.mjs";
import { trial } from "./trials.mjs";

trial("an operator changes their own password, and their other sessions end", async (stage) => {
  const operator = await stage.operator("user");
  const other = await stage.signedIn(operator, "/teams");
  await other.getByRole("navigation", { name: "Areas" }).waitFor();
  const page = await stage.signedIn(operator, "/account");
  stage.expectInConsole(REFUSED);
  const part = page.getByRole("region", { name: "Password" });
  const [current, wanted] = [part.getByLabel("Current password"), part.getByLabel("New password")];
  await current.fill("not the password");
  await wanted.fill("another good password");
  await button(part, "Change password").click();
  await part
    .getByText(/password/i)
    .and(part.locator('[id$="-error"], [role="alert"] *'))
    .first()
    .waitFor();
  assert.equal(await statusOfPassword(operator.email, PASSWORD), 200);
  await current.fill(PASSWORD);
  await wanted.fill("short");
  await button(part, "Change password").click();
  const path = `/api/admin-users/${operator.user_id}/change-password`;
  await saysOf(wanted, faultOf(await stage.refusal("POST", path, { new_password: "short" }), "new_password"));
  await wanted.fill("another good password");
  await button(part, "Change password").click();
  await part.getByRole("alert").waitFor({ state: "hidden" });
  await page.waitForFunction((element) => element.value === "", await current.elementHandle());
  assert.equal(await statusOfPassword(operator.email, PASSWORD), 401);
  assert.equal(await statusOfPassword(operator.email, "another good password"), 200);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Account and sessions" }).waitFor();
  await other.reload();
  await other.getByRole("heading", { name: "Sign in" }).waitFor();
});

trial("an operator ends one of their other sessions, and stays signed in themselves", async (stage) => {
  const operator = await stage.operator("user");
  const other = await stage.signedIn(operator, "/teams", { userAgent: "curl/8.5.0" });
  await other.getByRole("navigation", { name: "Areas" }).waitFor();
  const page = await stage.signedIn(operator, "/account");
  stage.expectInConsole(REFUSED);
  const rows = page.getByRole("table", { name: "Your sessions" }).locator("tbody tr");
  await button(page, "End: curl 8.5.0").click();
  await page.getByText("The session has ended.").waitFor();
  await button(page, "End: curl 8.5.0").waitFor({ state: "hidden" });
  assert.equal(await rows.count(), 1);
  await other.reload();
  await other.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.reload();
  await rows.first().waitFor();
});

trial("an operator signs out everywhere else", async (stage) => {
  const operator = await stage.operator("admin");
  const others = [await stage.signedIn(operator, "/teams"), await stage.signedIn(operator, "/teams")];
  const page = await stage.signedIn(operator, "/account");
  stage.expectInConsole(REFUSED);
  await button(page, "Sign out everywhere else").click();
  const asked = dialog(page, "Sign out everywhere else");
  await asked.getByText("2 other sessions end at once.").waitFor();
  await button(asked, "Sign out everywhere else").click();
  await asked.waitFor({ state: "hidden" });
  for (const other of others) {
    await other.reload();
    await other.getByRole("heading", { name: "Sign in" }).waitFor();
  }
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Account and sessions" }).waitFor();
});

trial("an owner changes their own name, and not their role", async (stage) => {
  const operator = await stage.operator();
  const page = await stage.signedIn(operator, "/account");
  await button(page, "Change name").click();
  const form = dialog(page, "Change name");
  assert.ok(await form.getByRole("combobox", { name: "Role" }).isDisabled());
  assert.equal(await form.getByLabel("Active").count(), 0);
  await field(form, "Name").fill("Edith");
  await button(form, "Save").click();
  await page.getByRole("region", { name: "You" }).getByText("Edith").waitFor();
  assert.equal((await stage.api("GET", `/api/admin-users/${operator.user_id}`)).display_name, "Edith");
});

trial("an admin, who may not change operators, is not offered to change their own name", async (stage) => {
  const page = await stage.signedIn(await stage.operator("admin"), "/account");
  await page.getByRole("region", { name: "You" }).getByText("Admin", { exact: true }).waitFor();
  assert.equal(await button(page, "Change name").count(), 0);
});
