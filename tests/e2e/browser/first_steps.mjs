// The first-run guide: from nothing to a paid call of one's own organization.
import assert from "node:assert/strict";
import { alerted, button, choose, faultOf, field, REFUSED, saysOf } from "./forms.mjs";
import { name } from "./stage.mjs";
import { organization, providerKey } from "./tenants.mjs";
import { trial } from "./trials.mjs";

/** How long all of it may take, in milliseconds. People have three minutes, and read; machines do not. */
const LONGEST_MS = 60_000;

/** The steps in their order, as the page shows them. */
const step = (page, title) => page.getByRole("listitem", { name: title, exact: true });

/** A deployment shows its simulator by the keys of its demonstration. */
async function withSimulator(stage) {
  await providerKey(stage, await organization(stage), { credential_name: "simulator" });
}

trial("a new owner comes from nothing to a paid call in well under three minutes", async (stage) => {
  await withSimulator(stage);
  const [id, model, group] = [name("north"), name("alias"), name("group")];
  const page = await stage.signedIn(await stage.operator(), "/first-steps");
  const began = Date.now();

  const first = step(page, "Organization");
  await field(first, "Name").fill("North");
  await field(first, "Organization id").fill(id);
  await button(first, "Create organization").click();

  const second = step(page, "Provider key");
  await second.getByText("The simulator", { exact: true }).click();
  await choose(page, second.getByRole("combobox", { name: "Provider" }), "OpenAI");
  await button(second, "Store and test key").click();
  await page.getByText("The key is stored, and the provider answers.").waitFor();

  // Aliases are the whole deployment's, so one of another trial may be there already.
  const third = step(page, "Model alias");
  const another = button(third, "Another one");
  await another.or(field(third, "Alias")).first().waitFor();
  if (await another.isVisible()) await another.click();
  await field(third, "Alias").fill(model);
  await field(third, "Access group").fill(group);
  await button(third, "Create alias").click();

  const fourth = step(page, "Team");
  await field(fourth, "Credits").fill("50");
  await button(fourth, "Create team").click();

  const key = await field(step(page, "Virtual key"), "Virtual key").inputValue();
  assert.match(key, /^sk-/);

  const last = step(page, "First call");
  await field(last, "Message").fill("Say hello to the guide.");
  await button(last, "Make the call").click();
  const answer = last.getByRole("status").filter({ hasText: "The model has answered" });
  await answer.getByText("The customer pays").waitFor();
  assert.ok(Date.now() - began < LONGEST_MS, `it took ${Date.now() - began} ms`);
  await page.getByRole("region", { name: "What next" }).waitFor();
  // What the provider charges is unknown until the call is settled, and never shown as nothing.
  const charged = answer.locator("dl > *").filter({ hasText: "The provider charges" });
  await charged.getByText(/^\$0\.0*[1-9]/).waitFor();

  const teamId = `${id}-team`;
  const { jobs } = await stage.api("GET", `/api/teams/${teamId}/jobs`);
  assert.deepEqual(
    jobs.map(({ status, job_type }) => [status, job_type]),
    [["completed", "first_steps"]],
  );
  const { costs } = await stage.api("GET", `/api/jobs/${jobs[0].job_id}/costs`);
  assert.ok(Number(costs.provider_cost_usd) > 0, JSON.stringify(costs));
  assert.ok(Number(costs.profit_usd) > 0, JSON.stringify(costs));
  const { transactions } = await stage.api("GET", `/api/credits/teams/${teamId}/transactions`);
  assert.deepEqual(
    transactions.map((one) => [one.transaction_type, one.credits_after]),
    [
      ["deduction", 49],
      ["allocation", 50],
    ],
  );
});

trial("the guide is left and come back to: what is done stays done", async (stage) => {
  const id = name("north");
  const page = await stage.signedIn(await stage.operator(), "/first-steps");
  await field(step(page, "Organization"), "Name").fill("North");
  await field(step(page, "Organization"), "Organization id").fill(id);
  await button(step(page, "Organization"), "Create organization").click();
  await button(step(page, "Provider key"), "Store and test key").waitFor();
  await page.goto("/dashboard/teams");
  await page.getByRole("heading", { level: 1, name: "Teams" }).waitFor();
  await page.goto("/dashboard/first-steps");
  await step(page, "Organization").getByRole("img", { name: "Done" }).waitFor();
  await step(page, "Organization").getByRole("link", { name: "North" }).waitFor();
  await button(step(page, "Provider key"), "Store and test key").waitFor();
});

trial("faults in the guide are said at their fields, and the step stays", async (stage) => {
  const taken = await organization(stage);
  const page = await stage.signedIn(await stage.operator(), "/first-steps");
  stage.expectInConsole(REFUSED);
  const first = step(page, "Organization");
  await field(first, "Name").fill("North");
  await field(first, "Organization id").fill("no id");
  await button(first, "Create organization").click();
  const bad = await stage.refusal("POST", "/api/organizations/create", { organization_id: "no id", name: "North" });
  await saysOf(field(first, "Organization id"), faultOf(bad, "organization_id"));
  await field(first, "Organization id").fill(taken);
  await button(first, "Create organization").click();
  const twice = { organization_id: taken, name: "North" };
  await alerted(first, (await stage.refusal("POST", "/api/organizations/create", twice)).detail);
  assert.equal(await first.getAttribute("aria-current"), "step");
});

trial("the guide is for those who may change things", async (stage) => {
  const page = await stage.signedIn(await stage.operator("user"), "/first-steps");
  await page.getByText("This page is for admins and owners").waitFor();
});
