// Provider keys: stored, tested, ordered, replaced and deleted. None of them can be read back.
import assert from "node:assert/strict";
import { choose, confirmByName, dialog, field } from "./forms.mjs";
import { part } from "./parts.mjs";
import { name } from "./stage.mjs";
import { organization, providerKey, simulated } from "./tenants.mjs";
import { trial } from "./trials.mjs";

trial("a provider key is stored, and works when it is tested", async (stage) => {
  const organization_id = await organization(stage);
  const credential_name = name("key");
  const page = await stage.signedIn(await stage.operator("admin"), `/provider-keys?organization_id=${organization_id}`);
  await page.getByRole("button", { name: "Add provider key" }).first().click();
  const form = dialog(page, "Add provider key");
  await choose(page, field(form, "Provider"), "OpenAI");
  await field(form, "Name").fill(credential_name);
  await secret(form, "Provider key").fill("sk-simulated-4711");
  await field(form, "Address").fill(simulated());
  await form.getByRole("button", { name: "Store key" }).click();
  await page.getByRole("heading", { level: 1, name: credential_name }).waitFor();
  await page.getByRole("button", { name: "Test key" }).click();
  await page.getByRole("alert").filter({ hasText: "It works" }).waitFor();
  const [stored] = await keysOf(stage, organization_id);
  assert.deepEqual([stored.credential_name, stored.is_active, stored.api_base], [credential_name, true, simulated()]);
  assert.doesNotMatch(await page.locator("body").innerText(), /sk-simulated-4711/);
});

trial("a provider key that the provider refuses is found out by the test", async (stage) => {
  const made = await providerKey(stage, await organization(stage), { api_key: "sk-bad-key" });
  const page = await stage.signedIn(await stage.operator("admin"), `/provider-keys/${made.credential_id}`);
  await page.getByRole("button", { name: "Test key" }).click();
  const result = page.getByRole("alert").filter({ hasText: "It does not work" });
  await result.filter({ hasText: "The provider refuses the key" }).waitFor();
  await result.filter({ hasText: "HTTP status 401" }).waitFor();
});

trial("an address that no key may be sent to is refused at its field", async (stage) => {
  const organization_id = await organization(stage);
  const page = await stage.signedIn(await stage.operator("admin"), `/provider-keys?organization_id=${organization_id}`);
  stage.expectInConsole(/status of 422/);
  await page.getByRole("button", { name: "Add provider key" }).first().click();
  const form = dialog(page, "Add provider key");
  await choose(page, field(form, "Provider"), "Anthropic");
  await field(form, "Name").fill(name("key"));
  await secret(form, "Provider key").fill("sk-simulated-4711");
  await field(form, "Address").fill("https://user:secret@provider.example.com");
  await form.getByRole("button", { name: "Store key" }).click();
  await field(form, "Address").and(page.locator('[aria-invalid="true"]')).waitFor();
  assert.deepEqual(await keysOf(stage, organization_id), []);
});

trial("a provider key is deactivated and activated again", async (stage) => {
  const { credential_id } = await providerKey(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator("admin"), `/provider-keys/${credential_id}`);
  await page.getByRole("button", { name: "Deactivate", exact: true }).click();
  await page.getByRole("button", { name: "Activate", exact: true }).waitFor();
  assert.equal((await stage.api("GET", `/api/provider-credentials/${credential_id}`)).is_active, false);
  await page.getByRole("button", { name: "Activate", exact: true }).click();
  await page.getByRole("button", { name: "Deactivate", exact: true }).waitFor();
  assert.equal((await stage.api("GET", `/api/provider-credentials/${credential_id}`)).is_active, true);
});

trial("a provider key that was replaced is used from then on", async (stage) => {
  const before = await providerKey(stage, await organization(stage), { api_key: "sk-bad-key" });
  const path = `/api/provider-credentials/${before.credential_id}`;
  const page = await stage.signedIn(await stage.operator("admin"), `/provider-keys/${before.credential_id}`);
  await secret(page, "New provider key").fill("sk-simulated-better-0123456789abcdef");
  await page.getByRole("button", { name: "Replace key" }).click();
  await page.getByText("The key was replaced.").waitFor();
  const after = await stage.api("GET", path);
  assert.notEqual(after.key_hint, before.key_hint);
  assert.equal(after.api_base, before.api_base);
  assert.equal(await secret(page, "New provider key").inputValue(), "");
  await page.getByRole("button", { name: "Test key" }).click();
  await page.getByRole("alert").filter({ hasText: "It works" }).waitFor();
});

trial("the order in which provider keys are tried is changed by a button and saved at once", async (stage) => {
  const organization_id = await organization(stage);
  const first = await providerKey(stage, organization_id, { priority: 0 });
  const second = await providerKey(stage, organization_id, { priority: 1 });
  const page = await stage.signedIn(await stage.operator("admin"), `/provider-keys?organization_id=${organization_id}`);
  await page.getByRole("button", { name: `Move ${second.credential_name} up` }).click();
  await page.getByText("The order was changed.").waitFor();
  const keys = await keysOf(stage, organization_id);
  const byPriority = keys.toSorted((a, b) => a.priority - b.priority).map(({ credential_id }) => credential_id);
  assert.deepEqual(byPriority, [second.credential_id, first.credential_id]);
});

trial("the order of provider keys is changed with the keyboard alone", async (stage) => {
  const organization_id = await organization(stage);
  const first = await providerKey(stage, organization_id, { priority: 0 });
  const second = await providerKey(stage, organization_id, { priority: 1 });
  const page = await stage.signedIn(await stage.operator("admin"), `/provider-keys?organization_id=${organization_id}`);
  await part(page, "Order in which keys are tried")
    .getByRole("button", { name: `Drag ${first.credential_name}` })
    .focus();
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
  await page.getByText("The order was changed.").waitFor();
  const keys = await keysOf(stage, organization_id);
  const byPriority = keys.toSorted((a, b) => a.priority - b.priority).map(({ credential_id }) => credential_id);
  assert.deepEqual(byPriority, [second.credential_id, first.credential_id]);
});

trial("a provider key is deleted once its name is typed", async (stage) => {
  const organization_id = await organization(stage);
  const made = await providerKey(stage, organization_id);
  const page = await stage.signedIn(await stage.operator("admin"), `/provider-keys/${made.credential_id}`);
  await page.getByRole("button", { name: "Delete key" }).click();
  await confirmByName(dialog(page, "Delete this provider key?"), made.credential_name, "Delete key");
  await page.getByRole("heading", { level: 1, name: "Provider keys" }).waitFor();
  assert.deepEqual(await keysOf(stage, organization_id), []);
});

/** The field of a secret, which has no role. */
function secret(where, label) {
  return where.locator('input[type="password"]').and(where.getByLabel(new RegExp(`^${label}`)));
}

function keysOf(stage, organization_id) {
  return stage.api("GET", `/api/provider-credentials?organization_id=${organization_id}`);
}
