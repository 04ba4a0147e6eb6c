// Aliases: made from the catalogue or with prices of their own, changed, and deleted.
import assert from "node:assert/strict";
import { choose, confirmByName, dialog, field } from "./forms.mjs";
import { part } from "./parts.mjs";
import { name } from "./stage.mjs";
import { alias } from "./tenants.mjs";
import { trial } from "./trials.mjs";

const OWN = { pricing_input: "0.25", pricing_output: "1.25" };

trial("an alias of a model of the catalogue is filled in with its prices and its limits", async (stage) => {
  const entry = await catalogued(stage, "gpt-4o-mini");
  const model_alias = name("alias");
  const page = await stage.signedIn(await stage.operator("admin"), "/models/+new");
  const finder = field(page, "Find in the price catalogue");
  await finder.click();
  await finder.fill(entry.model);
  await page
    .getByRole("option")
    .filter({ has: page.getByText(entry.model, { exact: true }) })
    .first()
    .click();
  assert.equal(await field(page, "Provider's name of the model").inputValue(), entry.model);
  const limit = await field(page, "Most tokens of an answer").inputValue();
  assert.equal(Number(limit.replaceAll(",", "")), entry.max_output_tokens);
  await part(page, "Prices")
    .getByRole("cell", { name: `$${entry.pricing_input.toFixed(2)}`, exact: true })
    .first()
    .waitFor();
  await field(page, "Alias").fill(model_alias);
  await page.getByRole("button", { name: "Create alias" }).click();
  await page.getByRole("heading", { level: 1, name: model_alias }).waitFor();
  const made = await stage.api("GET", `/api/models/${model_alias}`);
  assert.equal(made.prices_are_catalogues, true);
  assert.deepEqual([made.pricing_input, made.pricing_output], [entry.pricing_input, entry.pricing_output]);
});

trial("an alias can have prices of its own, to the last digit", async (stage) => {
  const model_alias = name("alias");
  const page = await formOf(stage, model_alias);
  await field(page, "Input").fill("0.123456");
  await field(page, "Output").fill("1.000001");
  await page.getByRole("button", { name: "Create alias" }).click();
  await page.getByRole("heading", { level: 1, name: model_alias }).waitFor();
  await part(page, "Prices").getByRole("cell", { name: "$0.123456", exact: true }).waitFor();
  const made = await stage.api("GET", `/api/models/${model_alias}`);
  assert.deepEqual([made.prices_are_catalogues, made.pricing_input, made.pricing_output], [false, 0.123456, 1.000001]);
});

trial("a price that is no number is refused at its field", async (stage) => {
  const model_alias = name("alias");
  const page = await formOf(stage, model_alias);
  stage.expectInConsole(/status of 422/);
  await field(page, "Input").fill("a lot");
  await field(page, "Output").fill("1");
  await page.getByRole("button", { name: "Create alias" }).click();
  await field(page, "Input").and(page.locator('[aria-invalid="true"]')).waitFor();
  await page.getByRole("alert").filter({ hasText: "This was refused" }).waitFor();
  assert.deepEqual(await stage.api("GET", `/api/models?search=${model_alias}`), []);
});

trial("an alias that somebody else has changed in the meantime is not overwritten", async (stage) => {
  const { model_alias } = await alias(stage, OWN);
  const page = await stage.signedIn(await stage.operator("admin"), `/models/${model_alias}/edit`);
  stage.expectInConsole(/status of 409/);
  const shown = field(page, "Display name");
  await shown.fill("Mine");
  await stage.api("PUT", `/api/models/${model_alias}`, { display_name: "Theirs" });
  await page.getByRole("button", { name: "Save" }).click();
  const stale = page.getByRole("alert").filter({ hasText: "Somebody else has changed this in the meantime" });
  await stale.waitFor();
  assert.equal((await stage.api("GET", `/api/models/${model_alias}`)).display_name, "Theirs");
  await page.getByRole("button", { name: "Load what is there now" }).click();
  await stale.waitFor({ state: "detached" });
  assert.equal(await shown.inputValue(), "Theirs");
  await shown.fill("Mine");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: model_alias, exact: true }).waitFor();
  assert.equal((await stage.api("GET", `/api/models/${model_alias}`)).display_name, "Mine");
});

trial("the price history says which price was changed, and by whom", async (stage) => {
  const { model_alias } = await alias(stage, OWN);
  const page = await stage.signedIn(await stage.operator("admin"), `/models/${model_alias}/edit`);
  await field(page, "Input").fill("0.31");
  await page.getByRole("button", { name: "Save" }).click();
  const history = part(page, "Price history");
  await history.getByText("Standard, input: $0.25 → $0.31", { exact: true }).waitFor();
  await history.getByText("The alias was made", { exact: true }).waitFor();
  const [change] = await stage.api("GET", `/api/models/${model_alias}/prices`);
  assert.deepEqual([change.before.pricing_input, change.after.pricing_input], [0.25, 0.31]);
  await history.getByText(`by ${change.changed_by}`).first().waitFor();
});

trial("an alias is deleted once its name is typed", async (stage) => {
  const { model_alias } = await alias(stage, OWN);
  const page = await stage.signedIn(await stage.operator("admin"), `/models/${model_alias}`);
  await page.getByRole("button", { name: "Delete alias" }).click();
  await confirmByName(dialog(page, "Delete this alias?"), model_alias, "Delete alias");
  await page.getByRole("heading", { level: 1, name: "Models" }).waitFor();
  assert.deepEqual(await stage.api("GET", `/api/models?search=${model_alias}`), []);
});

trial("the list of aliases finds one by its name, and keeps that in the address", async (stage) => {
  const { model_alias } = await alias(stage, OWN);
  const page = await stage.signedIn(await stage.operator("user"), "/models");
  await page.getByRole("searchbox", { name: "Search aliases" }).fill(model_alias);
  await page.getByText("1 in all", { exact: true }).waitFor();
  await page.getByRole("link", { name: model_alias }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("search"), model_alias);
});

/** The form of a new alias of a model that the catalogue does not have. */
async function formOf(stage, model_alias) {
  const page = await stage.signedIn(await stage.operator("admin"), "/models/+new");
  await choose(page, field(page, "Provider"), "OpenAI");
  await field(page, "Provider's name of the model").fill(`gpt-${model_alias}`);
  await field(page, "Alias").fill(model_alias);
  return page;
}

/** What the catalogue says of a model of OpenAI. */
export async function catalogued(stage, model) {
  const found = await stage.api("GET", `/api/pricing?provider=openai&search=${model}`);
  const entry = found.providers.flatMap(({ models }) => models).find((one) => one.model === model);
  assert.ok(entry, `the catalogue has no ${model}`);
  return entry;
}
