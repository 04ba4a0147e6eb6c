// The price catalogue, and pricing plans of each kind.
import assert from "node:assert/strict";
import { choose, dialog, field } from "./forms.mjs";
import { fact } from "./parts.mjs";
import { catalogued } from "./models.mjs";
import { name } from "./stage.mjs";
import { organization, team } from "./tenants.mjs";
import { trial } from "./trials.mjs";

trial("the catalogue finds a model, and says what the provider charges", async (stage) => {
  const entry = await catalogued(stage, "gpt-4o-mini");
  const page = await stage.signedIn(await stage.operator("user"), "/catalogue");
  await page.getByRole("searchbox", { name: "Search models" }).fill(entry.model);
  await page.waitForURL(/[?&]search=gpt-4o-mini/);
  const row = page.getByRole("row").filter({ has: page.getByText(entry.model, { exact: true }) });
  await row
    .getByText(`$${entry.pricing_input.toFixed(2)}`, { exact: true })
    .first()
    .waitFor();
  await row.getByRole("link", { name: entry.display_name, exact: true }).click();
  const details = dialog(page, "Model of the catalogue");
  await fact(details, "Prices as of").filter({ hasText: entry.source_date }).waitFor();
  assert.equal(await details.getByRole("link", { name: /Make an alias/ }).count(), 0);
});

trial("an alias is made of a model of the catalogue", async (stage) => {
  const entry = await catalogued(stage, "gpt-4o-mini");
  const model_alias = name("alias");
  const page = await stage.signedIn(await stage.operator("admin"), `/catalogue?search=${entry.model}`);
  const row = page.getByRole("row").filter({ has: page.getByText(entry.model, { exact: true }) });
  await row.getByRole("link", { name: `Make an alias of ${entry.display_name}` }).click();
  await page.getByRole("heading", { level: 1, name: "New alias" }).waitFor();
  assert.equal(await field(page, "Provider's name of the model").inputValue(), entry.model);
  await field(page, "Alias").fill(model_alias);
  await page.getByRole("button", { name: "Create alias" }).click();
  await page.getByRole("heading", { level: 1, name: model_alias }).waitFor();
  const made = await stage.api("GET", `/api/models/${model_alias}`);
  assert.deepEqual([made.actual_model, made.prices_are_catalogues], [entry.model, true]);
});

/** The kinds of plans: what is typed, what the page says of it, and what the API has. */
const KINDS = [
  {
    kind: "Markup",
    typed: { Markup: "12.5" },
    says: "What calls cost and 12.5% on top",
    has: { kind: "markup", markup_percentage: 12.5 },
  },
  {
    kind: "Flat rate",
    typed: { "Price of each job": "0.075" },
    says: "$0.075 for each job",
    has: { kind: "flat_rate", price_per_job_usd: 0.075 },
  },
  {
    kind: "Tiered",
    typed: {
      "First jobs of a period": "1000",
      "Price of each of the first jobs": "0.05",
      "Price of each further job": "0.03",
    },
    says: "$0.05 for each of the first 1,000 jobs of a month, then $0.03",
    has: {
      kind: "tiered",
      first_jobs: 1000,
      first_jobs_price_usd: 0.05,
      price_per_job_usd: 0.03,
      period: "monthly",
    },
  },
  {
    kind: "Subscription",
    typed: { "Fee for each period": "99", "Included jobs": "500", "Price of each further job": "0.02" },
    says: "$99.00 a month with 500 jobs, then $0.02 for each job",
    has: {
      kind: "subscription",
      period_fee_usd: 99,
      included_jobs: 500,
      price_per_job_usd: 0.02,
      period: "monthly",
    },
  },
];

for (const { kind, typed, says, has } of KINDS) {
  trial(`a plan is set: ${kind.toLowerCase()}`, async (stage) => {
    const { team_id } = await team(stage, await organization(stage));
    const page = await stage.signedIn(await stage.operator("admin"), `/plans?team_id=${team_id}`);
    await page.getByRole("button", { name: "Set a plan" }).first().click();
    const form = dialog(page, "Set a plan");
    if (kind !== "Markup") await choose(page, field(form, "Kind"), kind);
    await field(form, "Job type").fill("report");
    for (const [label, value] of Object.entries(typed)) await field(form, label).fill(value);
    await form.getByRole("button", { name: "Set plan" }).click();
    await page.getByRole("heading", { level: 1, name: `${kind} plan of ${team_id}` }).waitFor();
    await fact(page, "Terms").filter({ hasText: says }).waitFor();
    const [plan] = await stage.api("GET", `/api/pricing/plans?team_id=${team_id}`);
    for (const [member, value] of Object.entries({ ...has, team_id, job_type: "report", valid_until: null })) {
      assert.equal(plan[member], value, member);
    }
  });
}

trial("a plan whose price is no number is refused at its field", async (stage) => {
  const { team_id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator("admin"), `/plans?team_id=${team_id}`);
  stage.expectInConsole(/status of 422/);
  await page.getByRole("button", { name: "Set a plan" }).first().click();
  const form = dialog(page, "Set a plan");
  await choose(page, field(form, "Kind"), "Flat rate");
  await field(form, "Price of each job").fill("-1");
  await form.getByRole("button", { name: "Set plan" }).click();
  await field(form, "Price of each job").and(page.locator('[aria-invalid="true"]')).waitFor();
  assert.deepEqual(await stage.api("GET", `/api/pricing/plans?team_id=${team_id}`), []);
});

trial("a plan is ended, and stays to be read", async (stage) => {
  const { team_id } = await team(stage, await organization(stage));
  const terms = { team_id, kind: "flat_rate", price_per_job_usd: "0.05" };
  const { plan_id } = await stage.api("POST", "/api/pricing/plans", terms);
  const page = await stage.signedIn(await stage.operator("admin"), `/plans/${plan_id}`);
  await fact(page, "Status").filter({ hasText: "In force" }).waitFor();
  await page.getByRole("button", { name: "End plan" }).click();
  await dialog(page, "End this plan?").getByRole("button", { name: "End plan" }).click();
  await fact(page, "Status").filter({ hasText: "Ended" }).waitFor();
  assert.deepEqual(await stage.api("GET", `/api/pricing/plans?team_id=${team_id}`), []);
  const [ended] = await stage.api("GET", `/api/pricing/plans?team_id=${team_id}&ended=true`);
  assert.notEqual(ended.valid_until, null);
  assert.equal(await page.getByRole("button", { name: "End plan" }).count(), 0);
});
