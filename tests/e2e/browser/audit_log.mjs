// The audit log: who changed what, with what was before and after beside each other.
import assert from "node:assert/strict";
import { button, choose } from "./forms.mjs";
import { organization, team } from "./tenants.mjs";
import { trial } from "./trials.mjs";

/** Changes a team's name and limit in its own page, as an operator who then stands in the log. */
async function changedTeam(stage) {
  const { team_id } = await team(stage, await organization(stage), { rpm_limit: 10 });
  const operator = await stage.operator();
  const page = await stage.signedIn(operator, `/teams/${team_id}?tab=terms`);
  await page.getByRole("textbox", { name: "Requests a minute" }).fill("25");
  await button(page, "Save terms").click();
  await page.getByText("The terms were saved.").waitFor();
  return { page, operator, team_id };
}

trial("the audit log shows what was before and after side by side", async (stage) => {
  const { page, operator, team_id } = await changedTeam(stage);
  await page.goto(`/dashboard/audit-log?resource_type=team&resource_id=${team_id}&action=updated_team`);
  const entries = page.getByRole("list", { name: "Entries, newest first" });
  const entry = entries.getByRole("listitem").filter({ hasText: "changed a team" });
  await entry.getByText(operator.email).waitFor();
  assert.equal(await entries.getByRole("listitem").count(), 1);
  await entry.getByRole("button", { name: /details?$/ }).click();
  const changed = entry.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "rpm_limit" }) });
  assert.deepEqual(await changed.getByRole("cell").allTextContents(), ["10", "25"]);
  assert.equal(await entry.getByRole("rowheader", { name: "tpm_limit" }).count(), 0);
});

trial("a suspension's reason is read in the audit log", async (stage) => {
  const id = await organization(stage);
  const body = { status: "suspended", reason: "They asked for it" };
  await stage.api("PUT", `/api/organizations/${id}/status`, body);
  const page = await stage.signedIn(await stage.operator("admin"), `/audit-log?resource_id=${id}`);
  const entry = page.getByRole("listitem").filter({ hasText: "suspended an organization" });
  await entry.getByText("The admin key").waitFor();
  await entry.getByRole("button", { name: /details?$/ }).click();
  await entry.getByRole("row", { name: /reason.*They asked for it/ }).waitFor();
});

trial("the audit log is looked through by operator, action and thing, which the address keeps", async (stage) => {
  const { page, operator, team_id } = await changedTeam(stage);
  await page.goto("/dashboard/audit-log");
  const who = page.getByRole("combobox", { name: "Operator" });
  await who.fill(operator.email);
  await page.getByRole("option", { name: operator.email }).click();
  const entries = page.getByRole("list", { name: "Entries, newest first" }).getByRole("listitem");
  await entries.filter({ hasText: "signed in" }).waitFor();
  const action = page.getByRole("combobox", { name: "Action" });
  await action.fill("changed a team");
  await page.getByRole("option", { name: "changed a team", exact: true }).click();
  await entries.filter({ hasText: "signed in" }).waitFor({ state: "hidden" });
  await entries.filter({ hasText: team_id }).waitFor();
  assert.equal(await entries.count(), 1);
  await choose(page, page.getByRole("combobox", { name: "Done to" }), "model group");
  await page.getByText("Nothing like this was done").waitFor();
  const { searchParams } = new URL(page.url());
  assert.equal(searchParams.get("user_id"), operator.user_id);
  await button(page, "Clear filters").click();
  await entries.first().waitFor();
  assert.equal(new URL(page.url()).search, "");
});
