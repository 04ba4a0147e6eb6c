// Organizations: making one, its settings, suspending it, removing it, and finding it.
import assert from "node:assert/strict";
import { statusOfKey } from "./credentials.mjs";
import {
  alerted,
  button,
  choose,
  confirmByName,
  copySecret,
  dialog,
  faultOf,
  field,
  pick,
  REFUSED,
  saysOf,
  WITH_CLIPBOARD,
} from "./forms.mjs";
import { name } from "./stage.mjs";
import { organization, team } from "./tenants.mjs";
import { trial } from "./trials.mjs";

trial("a new organization comes with a team whose key is shown once and copied", async (stage) => {
  const id = name("organization");
  const page = await stage.signedIn(await stage.operator(), "/organizations", WITH_CLIPBOARD);
  await button(page, "New organization").first().click();
  const form = dialog(page, "New organization");
  await field(form, "Name").fill("North & Sons");
  await field(form, "Id").fill(id);
  await field(form, "Name of the team").fill("First of North");
  await field(form, "Credits").fill("1,250");
  await button(form, "Create organization").click();
  const key = await copySecret(dialog(page, `The first key of ${id}_default`), "Virtual key");
  await page.getByRole("heading", { level: 1, name: "North & Sons" }).waitFor();
  const made = await stage.api("GET", `/api/teams/${id}_default`);
  assert.deepEqual([made.team_alias, made.credits_available], ["First of North", 1250]);
  assert.equal(await statusOfKey(key, `${id}_default`), 200);
});

trial("faults of a new organization are said at their fields, and nothing that was typed is lost", async (stage) => {
  const taken = await organization(stage);
  const id = name("organization");
  const page = await stage.signedIn(await stage.operator(), "/organizations?create=true");
  stage.expectInConsole(REFUSED);
  const form = dialog(page, "New organization");
  await field(form, "Name").fill("North");
  await field(form, "Id").fill("not an id");
  await form.getByLabel("Make a default team").uncheck({ force: true });
  await button(form, "Create organization").click();
  const bad = await stage.refusal("POST", "/api/organizations/create", { organization_id: "not an id", name: "North" });
  await saysOf(field(form, "Id"), faultOf(bad, "organization_id"));
  await field(form, "Id").fill(taken);
  await button(form, "Create organization").click();
  const twice = { organization_id: taken, name: "North" };
  await alerted(form, (await stage.refusal("POST", "/api/organizations/create", twice)).detail);
  await field(form, "Id").fill(id);
  await button(form, "Create organization").click();
  await page.getByRole("heading", { level: 1, name: "North" }).waitFor();
  const made = await stage.api("GET", `/api/organizations/${id}`);
  assert.deepEqual([made.name, made.team_count], ["North", 0]);
});

trial("an organization's settings are saved, and what is wrong with them is said", async (stage) => {
  const id = await organization(stage);
  const path = `/api/organizations/${id}`;
  const page = await stage.signedIn(await stage.operator(), `/organizations/${id}?tab=settings`);
  stage.expectInConsole(REFUSED);
  const days = field(page, "Days for which requests and answers are kept");
  const metadata = field(page, "Metadata");
  await days.fill("100000");
  await button(page, "Save settings").click();
  const bad = await stage.refusal("PUT", path, { body_retention_days: 100000 });
  await saysOf(days, faultOf(bad, "body_retention_days"));
  await days.fill("14");
  await metadata.fill('{"contract":');
  await button(page, "Save settings").click();
  await metadata.and(page.locator('[aria-invalid="true"]')).waitFor();
  await metadata.fill('{"contract": 12345678901234567890}');
  await field(page, "Name").fill("East");
  await button(page, "Save settings").click();
  await page.getByText("The settings were saved.").waitFor();
  const saved = await stage.api("GET", path);
  assert.deepEqual([saved.name, saved.body_retention_days], ["East", 14]);
  await page.reload();
  assert.match(await metadata.inputValue(), /12345678901234567890/);
});

trial("a suspended organization says so, with the reason in the audit log, until it is activated", async (stage) => {
  const id = await organization(stage);
  const path = `/api/organizations/${id}`;
  const page = await stage.signedIn(await stage.operator(), `/organizations/${id}`);
  await pick(page, button(page, "Actions"), "Suspend organization…");
  const asked = dialog(page, `Suspend ${id}`);
  await field(asked, "Reason").fill("The invoice of May");
  await button(asked, "Suspend organization").click();
  await page.getByText("This organization is suspended").waitFor();
  assert.equal((await stage.api("GET", path)).status, "suspended");
  const query = new URLSearchParams({ resource_id: id, action: "suspended_organization" });
  const [entry] = await stage.api("GET", `/api/admin-users/audit-logs?${query}`);
  assert.match(JSON.stringify(entry.details), /The invoice of May/);
  await pick(page, button(page, "Actions"), "Activate organization…");
  await button(dialog(page, `Activate ${id}`), "Activate organization").click();
  await page.getByText("This organization is suspended").waitFor({ state: "hidden" });
  assert.equal((await stage.api("GET", path)).status, "active");
});

trial("an organization is deleted by its name, and not while it has an active team", async (stage) => {
  const id = await organization(stage);
  const { team_id } = await team(stage, id);
  const page = await stage.signedIn(await stage.operator(), `/organizations/${id}`);
  stage.expectInConsole(REFUSED);
  await pick(page, button(page, "Actions"), "Delete organization…");
  const asked = dialog(page, "Delete organization");
  await confirmByName(asked, id, "Delete organization");
  await alerted(asked, (await stage.refusal("DELETE", `/api/organizations/${id}`)).detail);
  assert.equal((await stage.api("GET", `/api/organizations/${id}`)).status, "active");
  const teams = await stage.api("GET", `/api/organizations/${id}/teams`);
  for (const one of teams.teams) await stage.api("PUT", `/api/teams/${one.team_id}/suspend`, {});
  await button(asked, "Delete organization").click();
  await page.getByRole("heading", { level: 1, name: "Organizations" }).waitFor();
  assert.equal((await stage.api("GET", `/api/organizations/${id}`)).status, "deleted");
  assert.equal((await stage.api("GET", `/api/teams/${team_id}`)).status, "deleted");
});

trial("organizations are found by a word and a status, which the address keeps", async (stage) => {
  const id = await organization(stage);
  const page = await stage.signedIn(await stage.operator("user"), "/organizations");
  await page.getByRole("searchbox", { name: "Search organizations" }).fill(id);
  await page.getByRole("link", { name: id, exact: true }).waitFor();
  await page.getByText("1 in all", { exact: true }).waitFor();
  assert.equal(await page.getByRole("table", { name: "Organizations" }).locator("tbody tr").count(), 1);
  await choose(page, page.getByRole("combobox", { name: "Status" }), "Suspended");
  await page.getByText("No organization is like this").waitFor();
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get("search"), searchParams.get("status")], [id, "suspended"]);
  await page.reload();
  await page.getByText("No organization is like this").waitFor();
  assert.equal(await button(page, "New organization").count(), 0);
});
