// Virtual keys: made, named, rotated and revoked. A key itself is seen once.
import assert from "node:assert/strict";
import { statusOfKey } from "./credentials.mjs";
import {
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
import { organization, team } from "./tenants.mjs";
import { trial } from "./trials.mjs";

const menuOf = (page, key) => page.getByRole("button", { name: `Actions for ${key}`, exact: true });

trial("a new virtual key is shown once and copied, and works", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=keys`, WITH_CLIPBOARD);
  await button(page, "New key").click();
  const form = dialog(page, `New key of ${id}`);
  await field(form, "Name").fill("billing");
  await button(form, "Create key").click();
  const key = await copySecret(dialog(page, "The key billing"), "Virtual key");
  await page.getByRole("row", { name: /billing.*active/ }).waitFor();
  assert.equal(await statusOfKey(key, id), 200);
  await page.reload();
  await page.getByRole("row", { name: /billing.*active/ }).waitFor();
  assert.ok(!(await page.content()).includes(key), "the page has the key after it was loaded again");
});

trial("a key that would have ended already is refused at its field", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=keys`);
  stage.expectInConsole(REFUSED);
  await button(page, "New key").click();
  const form = dialog(page, `New key of ${id}`);
  await form.getByLabel("Works until").fill("2020-01-01T12:00");
  await button(form, "Create key").click();
  const wrong = { expires_at: "2020-01-01T11:00:00.000Z" };
  const bad = await stage.refusal("POST", `/api/teams/${id}/keys`, wrong);
  await saysOf(form.getByLabel("Works until"), faultOf(bad, "expires_at"));
  assert.equal((await stage.api("GET", `/api/teams/${id}/keys`)).length, 1);
});

trial("a key is given another name and an end, in the reader's time zone", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  await stage.api("POST", `/api/teams/${id}/keys`, { name: "old name" });
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=keys`);
  await pick(page, menuOf(page, "old name"), "Change name or expiry…");
  const form = dialog(page, "Change old name");
  await field(form, "Name").fill("new name");
  // In Berlin it is summer: two hours before UTC.
  await form.getByLabel("Works until").fill("2099-07-01T12:00");
  await button(form, "Save key").click();
  await page.getByRole("row", { name: /new name/ }).waitFor();
  const keys = await stage.api("GET", `/api/teams/${id}/keys`);
  const changed = keys.find((key) => key.name === "new name");
  assert.equal(Date.parse(changed.expires_at), Date.parse("2099-07-01T10:00:00Z"));
});

trial("a rotated key is replaced by another one, and stops working where it has no time left", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const { virtual_key: old } = await stage.api("POST", `/api/teams/${id}/keys`, { name: "worker" });
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=keys`, WITH_CLIPBOARD);
  await pick(page, menuOf(page, "worker"), "Rotate…");
  const form = dialog(page, "Rotate worker");
  await choose(page, form.getByRole("combobox", { name: "The old key goes on working for" }), "Not at all");
  await button(form, "Rotate key").click();
  const key = await copySecret(dialog(page, "The key worker"), "Virtual key");
  assert.notEqual(key, old);
  assert.deepEqual([await statusOfKey(key, id), await statusOfKey(old, id)], [200, 401]);
});

trial("a rotated key goes on working for as long as it was given", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const { virtual_key: old } = await stage.api("POST", `/api/teams/${id}/keys`, { name: "worker" });
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=keys`, WITH_CLIPBOARD);
  await pick(page, menuOf(page, "worker"), "Rotate…");
  await button(dialog(page, "Rotate worker"), "Rotate key").click();
  const key = await copySecret(dialog(page, "The key worker"), "Virtual key");
  await page.getByRole("row", { name: /worker.*replaced/ }).waitFor();
  assert.deepEqual([await statusOfKey(key, id), await statusOfKey(old, id)], [200, 200]);
});

trial("a key is revoked by its name, and stops working at once", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const { virtual_key: key } = await stage.api("POST", `/api/teams/${id}/keys`, { name: "leaked" });
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=keys`);
  await pick(page, menuOf(page, "leaked"), "Revoke…");
  await confirmByName(dialog(page, "Revoke leaked"), "leaked", "Revoke key");
  await page.getByRole("row", { name: /leaked.*revoked/ }).waitFor();
  assert.equal(await statusOfKey(key, id), 401);
  assert.equal(await menuOf(page, "leaked").count(), 0);
});
