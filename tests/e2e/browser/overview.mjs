// The overview: the deployment's figures, and what needs attention. Other trials call at the same time, so that a figure is
// between what the API says before and after.
import assert from "node:assert/strict";
import { fact, part } from "./parts.mjs";
import { name } from "./stage.mjs";
import { call, organization, team, tenant } from "./tenants.mjs";
import { trial } from "./trials.mjs";

trial("the figures of today are those of the API", async (stage) => {
  const made = await tenant(stage, { team: { cost_markup_percentage: "50" } });
  await call(made, "[[usage prompt=90000 completion=9000]] Hello");
  const before = await today(stage);
  const page = await stage.signedIn(await stage.operator("user"), "/?period=today");
  const shown = async (label) => {
    const figure = fact(page, label).filter({ hasText: /\d/ });
    return Number((await figure.innerText()).replace(/[$,]/g, ""));
  };
  const [calls, jobs, cost, revenue] = [
    await shown("Calls"),
    await shown("Jobs"),
    await shown("Cost"),
    await shown("Revenue"),
  ];
  const after = await today(stage);
  assert.ok(before.total_calls > 0);
  within("Calls", calls, before.total_calls, after.total_calls);
  within("Jobs", jobs, before.total_jobs, after.total_jobs);
  // Amounts are rounded to three digits, or to cents.
  within("Cost", cost, before.provider_cost_usd * 0.99 - 0.005, after.provider_cost_usd * 1.01 + 0.005);
  within("Revenue", revenue, revenueOf(before) * 0.99 - 0.005, revenueOf(after) * 1.01 + 0.005);
});

trial("another period of the overview is in the address", async (stage) => {
  await organization(stage);
  const page = await stage.signedIn(await stage.operator("user"), "/");
  await page.getByRole("radiogroup", { name: "Period" }).getByText("30 days", { exact: true }).click();
  await page.waitForURL(/[?&]period=30d/);
  await page.getByRole("heading", { name: "Day by day" }).waitFor();
});

trial("a team that has no credits left needs attention until it has some", async (stage) => {
  // Those with the least credits are named, in the order of their ids.
  const terms = { team_id: name("0-team"), credits_allocated: 0, low_credit_threshold: 100 };
  const { team_id } = await team(stage, await organization(stage), terms);
  const page = await stage.signedIn(await stage.operator("user"), "/");
  const attention = part(page, "Needs attention");
  const line = attention.getByRole("link", { name: `Team ${team_id} has no credits left` });
  await attention.getByRole("listitem").first().waitFor();
  const more = attention.getByRole("button", { name: /^Show .* more$/ });
  if ((await more.count()) > 0) await more.click();
  await line.waitFor();
  await line.click();
  await page.waitForURL((url) => url.pathname === `/dashboard/teams/${team_id}`);
  await stage.api("POST", `/api/credits/teams/${team_id}/add`, { credits: 500 });
  const { low_teams } = await stage.api("GET", "/api/stats/attention");
  assert.ok(low_teams.teams.every((low) => low.team_id !== team_id));
  await page.goto("/dashboard/");
  await attention.getByRole("listitem").or(attention.getByText("Everything is in order.")).first().waitFor();
  if ((await more.count()) > 0) await more.click();
  assert.equal(await line.count(), 0);
});

/** The totals of today, in UTC. */
async function today(stage) {
  const day = new Date().toISOString().slice(0, 10);
  const { totals } = await stage.api("GET", `/api/stats/usage?group_by=day&start_date=${day}&end_date=${day}`);
  return totals;
}

function revenueOf(totals) {
  return totals.client_cost_usd + (totals.subscription_fees_usd ?? 0);
}

function within(label, shown, least, most) {
  assert.ok(least <= shown && shown <= most, `${label}: ${shown} is not between ${least} and ${most}`);
}
