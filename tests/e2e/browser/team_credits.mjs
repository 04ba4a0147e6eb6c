// A team's credits: what it is given, what was paid for, corrections, auto-refill, and the ledger of it all.
import assert from "node:assert/strict";
import { button, choose, dialog, faultOf, field, REFUSED, saysOf } from "./forms.mjs";
import { organization, team } from "./tenants.mjs";
import { trial } from "./trials.mjs";

const ledgerOf = async (stage, id) => (await stage.api("GET", `/api/credits/teams/${id}/transactions`)).transactions;

trial("credits are added once, with their reason in the ledger", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=ledger`);
  stage.expectInConsole(REFUSED);
  await button(page, "Add credits").click();
  const form = dialog(page, `Add credits to ${id}`);
  await field(form, "Credits").fill("0");
  await button(form, "Add credits").click();
  const bad = await stage.refusal("POST", `/api/credits/teams/${id}/add`, { credits: 0 });
  await saysOf(field(form, "Credits"), faultOf(bad, "credits"));
  await field(form, "Credits").fill("2,500");
  await field(form, "Reason").fill("For the pilot");
  await button(form, "Add credits").click();
  await page.getByText("2,500 credits were added: 3,500 remain.").waitFor();
  await page.getByRole("row", { name: /Gift.*\+2,500.*3,500.*For the pilot/ }).waitFor();
  const given = (await ledgerOf(stage, id)).filter(({ reason }) => reason === "For the pilot");
  assert.deepEqual(
    given.map(({ credits_after }) => credits_after),
    [3500],
  );
});

trial("a payment is recorded with its amount, and a wrong amount is said at its field", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=ledger`);
  stage.expectInConsole(REFUSED);
  await button(page, "Record a payment").click();
  const form = dialog(page, `Record a payment of ${id}`);
  await field(form, "Credits").fill("400");
  await field(form, "Amount in US dollars").fill("12,50");
  await button(form, "Record payment").click();
  const wrong = { credits: 400, payment_type: "one_time", payment_amount_usd: "12,50" };
  const bad = await stage.refusal("POST", `/api/credits/teams/${id}/replenish`, wrong);
  await saysOf(field(form, "Amount in US dollars"), faultOf(bad, "payment_amount_usd"));
  assert.equal((await stage.api("GET", `/api/teams/${id}`)).credits_allocated, 1000);
  await field(form, "Amount in US dollars").fill("12.50");
  await field(form, "Reason").fill("Invoice 7");
  await button(form, "Record payment").click();
  await page.getByText("400 credits were added: 1,400 remain.").waitFor();
  await page.getByRole("row", { name: /One-time payment.*\+400.*1,400/ }).waitFor();
  const [entry] = await ledgerOf(stage, id);
  assert.deepEqual([entry.transaction_type, entry.credits_after], ["one_time_payment", 1400]);
  assert.match(JSON.stringify(entry), /12\.5/);
});

trial("a correction becomes an adjustment in the ledger, and cannot take what was never given", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=ledger`);
  stage.expectInConsole(REFUSED);
  await button(page, "Correct credits").click();
  const form = dialog(page, `Correct the credits of ${id}`);
  await field(form, "Credits allocated").fill("2000000000000");
  await button(form, "Correct credits").click();
  const bad = await stage.refusal("PUT", `/api/teams/${id}`, { credits_allocated: 2_000_000_000_000 });
  await saysOf(field(form, "Credits allocated"), faultOf(bad, "credits_allocated"));
  await field(form, "Credits allocated").fill("900");
  await button(form, "Correct credits").click();
  await page.getByRole("row", { name: /Adjustment.*−100.*900/ }).waitFor();
  const [entry] = await ledgerOf(stage, id);
  assert.deepEqual([entry.transaction_type, entry.credits_before, entry.credits_after], ["adjustment", 1000, 900]);
});

trial("the ledger shows one type of entry, which the address keeps", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  await stage.api("POST", `/api/credits/teams/${id}/replenish`, { credits: 30, payment_type: "subscription" });
  const page = await stage.signedIn(await stage.operator("user"), `/teams/${id}?tab=ledger`);
  const ledger = page.getByRole("table", { name: "The team's ledger, newest first" });
  await ledger.getByRole("cell", { name: "Gift" }).waitFor();
  await choose(page, page.getByRole("combobox", { name: "Type of entry" }), "Subscription payment");
  await ledger.getByRole("cell", { name: "Gift" }).waitFor({ state: "hidden" });
  assert.equal(await ledger.locator("tbody tr").count(), 1);
  await page.reload();
  await ledger.getByRole("cell", { name: "Subscription payment" }).first().waitFor();
  assert.equal(await ledger.getByRole("cell", { name: "Gift" }).count(), 0);
  assert.equal(await button(page, "Record a payment").count(), 0);
});

trial("auto-refill is set and switched off, and an amount that is none is said at its field", async (stage) => {
  const { team_id: id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator(), `/teams/${id}?tab=ledger`);
  stage.expectInConsole(REFUSED);
  await button(page, "Configure auto-refill").click();
  const form = dialog(page, `Auto-refill of ${id}`);
  await form.getByLabel("Fill up credits").check({ force: true });
  await field(form, "Credits a period").fill("0");
  await button(form, "Save auto-refill").click();
  const wrong = { enabled: true, refill_amount: 0, refill_period: "monthly" };
  const bad = await stage.refusal("POST", `/api/credits/teams/${id}/configure-auto-refill`, wrong);
  await saysOf(field(form, "Credits a period"), faultOf(bad, "refill_amount"));
  await field(form, "Credits a period").fill("750");
  await choose(page, form.getByRole("combobox", { name: "Period" }), "Each week");
  await button(form, "Save auto-refill").click();
  await page.getByText("Auto-refill adds 750 credits each week.").waitFor();
  const { credits } = await stage.api("GET", `/api/teams/${id}`);
  assert.deepEqual([credits.auto_refill, credits.refill_amount, credits.refill_period], [true, 750, "weekly"]);
  await button(page, "Configure auto-refill").click();
  await form.getByLabel("Fill up credits").uncheck({ force: true });
  await button(form, "Save auto-refill").click();
  await page.getByText("Auto-refill is off.").waitFor();
  assert.equal((await stage.api("GET", `/api/teams/${id}`)).credits.auto_refill, false);
});
