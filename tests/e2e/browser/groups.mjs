// Access groups, and model groups with the order of their members.
import assert from "node:assert/strict";
import { choose, confirmByName, dialog, field } from "./forms.mjs";
import { part } from "./parts.mjs";
import { name } from "./stage.mjs";
import { accessGroup, alias, organization, team } from "./tenants.mjs";
import { trial } from "./trials.mjs";

trial("an access group is made with an alias in it", async (stage) => {
  const { model_alias } = await alias(stage);
  const group = name("access-group");
  const page = await stage.signedIn(await stage.operator("admin"), "/access-groups");
  await page.getByRole("button", { name: "New access group" }).first().click();
  const form = dialog(page, "New access group");
  await field(form, "Name").fill(group);
  await choose(page, field(form, "Aliases"), model_alias, model_alias);
  await page.keyboard.press("Escape");
  await form.getByRole("button", { name: "Create access group" }).click();
  await page.getByRole("heading", { level: 1, name: group }).waitFor();
  assert.deepEqual(await membersOf(stage, group), [model_alias]);
});

trial("an alias that is put into an access group can be called by its teams", async (stage) => {
  const { model_alias } = await alias(stage);
  const group = await accessGroup(stage);
  const { team_id } = await team(stage, await organization(stage), { access_groups: [group] });
  const page = await stage.signedIn(await stage.operator("admin"), `/access-groups/${group}`);
  await choose(page, field(page, "Aliases"), model_alias, model_alias);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Save aliases" }).click();
  await page.getByRole("cell").getByRole("link", { name: model_alias, exact: true }).waitFor();
  assert.deepEqual((await stage.api("GET", `/api/teams/${team_id}`)).allowed_model_aliases, [model_alias]);
});

trial("an access group that a team has is not deleted", async (stage) => {
  const group = await accessGroup(stage);
  await team(stage, await organization(stage), { access_groups: [group] });
  const page = await stage.signedIn(await stage.operator("admin"), `/access-groups/${group}`);
  stage.expectInConsole(/status of 4\d\d/);
  await page.getByRole("button", { name: "Delete access group" }).click();
  await confirmByName(dialog(page, "Delete this access group?"), group, "Delete access group");
  await dialog(page, "Delete this access group?").getByRole("alert").waitFor();
  assert.equal((await stage.api("GET", `/api/model-access-groups/${group}`)).group_name, group);
});

trial("an access group without teams is deleted once its name is typed", async (stage) => {
  const group = await accessGroup(stage);
  const page = await stage.signedIn(await stage.operator("admin"), `/access-groups/${group}`);
  await page.getByRole("button", { name: "Delete access group" }).click();
  await confirmByName(dialog(page, "Delete this access group?"), group, "Delete access group");
  await page.getByRole("heading", { level: 1, name: "Access groups" }).waitFor();
  await assert.rejects(stage.api("GET", `/api/model-access-groups/${group}`), /404/);
});

trial("a model group is made with its members in the order in which they were chosen", async (stage) => {
  const [first, second] = [(await alias(stage)).model_alias, (await alias(stage)).model_alias];
  const group = name("model-group");
  const page = await stage.signedIn(await stage.operator("admin"), "/model-groups");
  await page.getByRole("button", { name: "New model group" }).first().click();
  const form = dialog(page, "New model group");
  await field(form, "Name").fill(group);
  await choose(page, field(form, "Members"), second, second);
  await choose(page, field(form, "Members"), first, first);
  await page.keyboard.press("Escape");
  await form.getByRole("button", { name: "Create model group" }).click();
  await page.getByRole("heading", { level: 1, name: group }).waitFor();
  assert.deepEqual(await orderOf(stage, group), [second, first]);
});

trial("a member of a model group is moved with the keyboard alone", async (stage) => {
  const { group, members, page } = await modelGroup(stage, "priority");
  await page.getByRole("button", { name: `Drag ${members[0]}` }).focus();
  await page.keyboard.press("Space");
  await page
    .getByText(/You have lifted an item/)
    .first()
    .waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  await page
    .getByText(/You have moved the item/)
    .first()
    .waitFor({ state: "attached" });
  await page.keyboard.press("Space");
  await save(page);
  assert.deepEqual(await orderOf(stage, group), [members[1], members[0], members[2]]);
});

trial("a member of a model group is moved by its buttons, and the order is saved", async (stage) => {
  const { group, members, page } = await modelGroup(stage, "priority");
  const up = page.getByRole("button", { name: `Move ${members[2]} up` });
  await up.click();
  await up.click();
  assert.equal(await up.getAttribute("aria-disabled"), "true");
  await page.getByRole("button", { name: `Remove ${members[1]}` }).click();
  await save(page);
  assert.deepEqual(await orderOf(stage, group), [members[2], members[0]]);
});

trial("weights of a model group are shown as shares, and saved", async (stage) => {
  const { group, members, page } = await modelGroup(stage, "weight");
  await page.getByLabel(`Weight of ${members[0]}`).fill("3");
  await part(page, "Members").getByText("60%", { exact: true }).waitFor();
  assert.equal(await part(page, "Members").getByText("20%", { exact: true }).count(), 2);
  await save(page);
  const { models } = await stage.api("GET", `/api/model-groups/${group}`);
  const weights = Object.fromEntries(models.map(({ model_name, weight }) => [model_name, weight]));
  assert.deepEqual(weights, { [members[0]]: 3, [members[1]]: 1, [members[2]]: 1 });
});

trial("a model group is deleted once its name is typed", async (stage) => {
  const { group, page } = await modelGroup(stage, "priority");
  await page.getByRole("button", { name: "Delete model group" }).click();
  await confirmByName(dialog(page, "Delete this model group?"), group, "Delete model group");
  await page.getByRole("heading", { level: 1, name: "Model groups" }).waitFor();
  await assert.rejects(stage.api("GET", `/api/model-groups/${group}`), /404/);
});

/** A model group of three aliases, each a step of its own unless it balances, and its page. */
async function modelGroup(stage, balancing) {
  const made = [await alias(stage), await alias(stage), await alias(stage)];
  const members = made.map(({ model_alias }) => model_alias);
  const group = name("model-group");
  const priorityOf = (index) => (balancing === "priority" ? index : 0);
  await stage.api("POST", "/api/model-groups/create", {
    group_name: group,
    balancing,
    models: members.map((model_name, index) => ({ model_name, priority: priorityOf(index), weight: 1 })),
  });
  const page = await stage.signedIn(await stage.operator("admin"), `/model-groups/${group}`);
  await page.getByRole("button", { name: `Drag ${members[0]}` }).waitFor();
  return { group, members, page };
}

async function save(page) {
  await page.getByRole("button", { name: "Save members" }).click();
  await page.getByText("Its members were changed.").waitFor();
}

/** The members of a model group in the order in which they are tried. */
async function orderOf(stage, group) {
  const { models } = await stage.api("GET", `/api/model-groups/${group}`);
  return models.toSorted((a, b) => a.priority - b.priority).map(({ model_name }) => model_name);
}

async function membersOf(stage, group) {
  const { model_aliases } = await stage.api("GET", `/api/model-access-groups/${group}`);
  return model_aliases.map(({ model_alias }) => model_alias);
}
