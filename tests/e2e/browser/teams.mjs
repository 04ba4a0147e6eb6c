// Teams: making one, its terms, its access, stopping it and removing it.
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
import { accessGroup, alias, asTeam, organization, team } from "./tenants.mjs";
import { trial } from "./trials.mjs";

trial("a new team's key is shown once and copied, and works", async (stage) => {
  const organization_id = await organization(stage);
  const access_group = await accessGroup(stage);
  const id = name("team");
  const page = await stage.signedIn(await stage.operator("admin"), "/teams", WITH_CLIPBOARD);
  await button(page, "New team").first().click();
  const form = dialog(page, "New team");
  const customer = form.getByRole("combobox", { name: "Organization" });
  await customer.fill(organization_id);
  await page.getByRole("option", { name: organization_id }).click();
  await field(form, "Id").fill(id);
  await field(form, "Name").fill("Search");
  const groups = form.getByRole("combobox", { name: "Access groups" });
  await groups.fill(access_group);
  await page.getByRole("option", { name: access_group }).click();
  await page.keyboard.press("Escape");
  await field(form, "Credits").fill("500");
  await choose(page, form.getByRole("combobox", { name: "Jobs are paid" }), "By what calls cost");
  await field(form, "Credits per dollar").fill("12.5");
  await field(form, "Markup in percent").fill("7.25");
  await button(form, "Create team").click();
  const key = await copySecret(dialog(page, `The first key of ${id}`), "Virtual key");
  await page.getByRole("heading", { level: 1, name: "Search" }).waitFor();
  const made = await stage.api("GET", `/api/teams/${id}`);
  assert.equal(made.organization_id, organization_id);
  assert.deepEqual([made.access_groups, made.credits_available], [[access_group], 500]);
  assert.deepEqual([made.budget_mode, made.credits_per_dollar, made.cost_markup_percentage].map(String), [
    "consumption_usd",
    "12.5",
    "7.25",
  ]);
  assert.equal(await statusOfKey(key, id), 200);
});

trial("faults of a new team are said at their fields", async (stage) => {
  const taken = await team(stage, await organization(stage));
  const { organization_id } = taken;
  const page = await stage.signedIn(await stage.operator(), `/teams?organization_id=${organization_id}&create=true`);
  stage.expectInConsole(REFUSED);
  const form = dialog(page, "New team");
  await field(form, "Id").fill("a/b");
  await field(form, "Markup in percent").fill("1,5");
  await field(form, "Requests a minute").fill("0");
  await button(form, "Create team").click();
  const wrong = { organization_id, team_id: "a/b", access_groups: [], cost_markup_percentage: "1,5", rpm_limit: 0 };
  const bad = await stage.refusal("POST", "/api/teams/create", wrong);
  await saysOf(field(form, "Id"), faultOf(bad, "team_id"));
  await saysOf(field(form, "Markup in percent"), faultOf(bad, "cost_markup_percentage"));
  await saysOf(field(form, "Requests a minute"), faultOf(bad, "rpm_limit"));
  await field(form, "Id").fill(taken.team_id);
  await field(form, "Markup in percent").fill("1.5");
  await field(form, "Requests a minute").fill("60");
  await button(form, "Create team").click();
  const twice = { organization_id, team_id: taken.team_id, access_groups: [] };
  await alerted(form, (await stage.refusal("POST", "/api/teams/create", twice)).detail);
});

trial("a team's terms are saved with all their digits, and faults are said at their fields", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=terms`);
  stage.expectInConsole(REFUSED);
  await choose(page, page.getByRole("combobox", { name: "Jobs are paid" }), "By what calls cost");
  const [rate, markup] = [field(page, "Credits per dollar"), field(page, "Markup in percent")];
  await rate.fill("0");
  await markup.fill("1000");
  await button(page, "Save terms").click();
  const bad = await stage.refusal("PUT", `/api/teams/${id}`, {
    credits_per_dollar: "0",
    cost_markup_percentage: "1000",
  });
  await saysOf(rate, faultOf(bad, "credits_per_dollar"));
  await saysOf(markup, faultOf(bad, "cost_markup_percentage"));
  assert.equal((await stage.api("GET", `/api/teams/${id}`)).budget_mode, "job_based");
  await rate.fill("100.000001");
  await markup.fill("12.75");
  await field(page, "Tokens a minute").fill("90000");
  await field(page, "Metadata").fill('{"invoice": "monthly"}');
  await button(page, "Save terms").click();
  await page.getByText("The terms were saved.").waitFor();
  const saved = await stage.api("GET", `/api/teams/${id}`);
  assert.deepEqual(
    [saved.budget_mode, Number(saved.credits_per_dollar), Number(saved.cost_markup_percentage), saved.tpm_limit],
    ["consumption_usd", 100.000001, 12.75, 90000],
  );
  assert.deepEqual(saved.metadata, { invoice: "monthly" });
});

trial("a team is given the aliases of an access group, and the page says so before it is saved", async (stage) => {
  const { model_alias } = await alias(stage);
  const access_group = await accessGroup(stage, [model_alias]);
  const { team_id: id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=access`);
  const groups = page.getByRole("combobox", { name: "Access groups" });
  await groups.fill(access_group);
  await page.getByRole("option", { name: access_group }).click();
  await page.getByText(`Once saved, it may also call ${model_alias}.`).waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual((await stage.api("GET", `/api/teams/${id}`)).allowed_model_aliases, []);
  await button(page, "Save access").click();
  await page.getByText("The groups were saved.").waitFor();
  assert.deepEqual((await stage.api("GET", `/api/teams/${id}`)).allowed_model_aliases, [model_alias]);
  await page.getByRole("region", { name: "Aliases" }).getByText(model_alias).waitFor();
});

trial("an access group that was deleted meanwhile is refused in the API's words", async (stage) => {
  const access_group = await accessGroup(stage);
  const { team_id: id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=access`);
  stage.expectInConsole(REFUSED);
  await page.getByRole("combobox", { name: "Access groups" }).fill(access_group);
  await page.getByRole("option", { name: access_group }).click();
  await page.keyboard.press("Escape");
  await stage.api("DELETE", `/api/model-access-groups/${access_group}`);
  await button(page, "Save access").click();
  const body = { access_groups: [access_group] };
  const refused = await stage.refusal("PUT", `/api/teams/${id}/access-groups`, body);
  const words = typeof refused.detail === "string" ? refused.detail : refused.detail[0].msg;
  await page.getByText(words).first().waitFor();
  assert.deepEqual((await stage.api("GET", `/api/teams/${id}`)).access_groups, []);
});

trial("a team is paused, suspended and resumed", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}`);
  for (const [verb, state] of [
    ["Pause", "paused"],
    ["Suspend", "suspended"],
  ]) {
    await pick(page, button(page, "Actions"), `${verb} team…`);
    const asked = dialog(page, `${verb} ${id}`);
    await field(asked, "Reason").fill(`Why it is ${state}`);
    await button(asked, `${verb} team`).click();
    await page.getByText(`This team is ${state}`).waitFor();
    assert.equal((await stage.api("GET", `/api/teams/${id}`)).status, state);
    const [entry] = await stage.api("GET", `/api/admin-users/audit-logs?resource_id=${id}&action=${state}_team`);
    assert.match(JSON.stringify(entry.details), new RegExp(`Why it is ${state}`));
  }
  await pick(page, button(page, "Actions"), "Resume team…");
  await button(dialog(page, `Resume ${id}`), "Resume team").click();
  await page.getByText("This team is suspended").waitFor({ state: "hidden" });
  assert.equal((await stage.api("GET", `/api/teams/${id}`)).status, "active");
});

trial("a team is deleted by its name, and its key stops working", async (stage) => {
  const { team_id: id, virtual_key } = await team(stage, await organization(stage));
  assert.equal(await statusOfKey(virtual_key, id), 200);
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}`);
  await pick(page, button(page, "Actions"), "Delete team…");
  await confirmByName(dialog(page, "Delete team"), id, "Delete team");
  await page.getByRole("heading", { level: 1, name: "Teams" }).waitFor();
  assert.equal((await stage.api("GET", `/api/teams/${id}`)).status, "deleted");
  assert.equal(await statusOfKey(virtual_key, id), 401);
  await page.goto(`/dashboard/teams/${id}`);
  await page.getByText("This team was removed").waitFor();
  assert.equal(await button(page, "Actions").count(), 0);
});

trial("a team that has an open job is not deleted, and the dialog says why", async (stage) => {
  const made = await team(stage, await organization(stage));
  const { team_id } = made;
  await asTeam(made.virtual_key, "POST", "/api/jobs/create", { team_id, job_type: "summary" });
  const page = await stage.signedIn(await stage.operator(), `/teams/${team_id}`);
  stage.expectInConsole(REFUSED);
  await pick(page, button(page, "Actions"), "Delete team…");
  const asked = dialog(page, "Delete team");
  await confirmByName(asked, team_id, "Delete team");
  await alerted(asked, (await stage.refusal("DELETE", `/api/teams/${team_id}`)).detail);
  assert.equal((await stage.api("GET", `/api/teams/${team_id}`)).status, "active");
});
