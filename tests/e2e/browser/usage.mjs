// Reports of usage: the same figures on the page, in the spreadsheet and in the API.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { choose, field } from "./forms.mjs";
import { fact } from "./parts.mjs";
import { call, settledCalls, tenant } from "./tenants.mjs";
import { trial } from "./trials.mjs";

/** What usage is grouped by, with the words of the page. */
const GROUPS = {
  day: "Day",
  month: "Month",
  organization: "Organization",
  team: "Team",
  job_type: "Job type",
  model: "Model",
  provider: "Provider",
};

trial("usage is reported by each group, as the API has it", async (stage) => {
  const { organization_id } = await used(stage);
  const page = await stage.signedIn(await stage.operator("user"), `/usage?organization_id=${organization_id}`);
  for (const [group, label] of Object.entries(GROUPS)) {
    if (group !== "day") await choose(page, field(page, "Group by"), label);
    const table = page
      .getByRole("table")
      .filter({ hasText: `Usage by ${label.toLowerCase()}` })
      .last();
    const { rows, totals } = await report(stage, organization_id, group);
    assert.deepEqual([totals.total_calls, totals.failed_calls], [3, 1], group);
    for (const { key, total_calls, total_tokens } of rows) {
      // Days and months are written as people write them.
      const named = ["day", "month"].includes(group) ? {} : { hasText: key };
      const cells = table.locator("tbody").getByRole("row").filter(named).getByRole("cell");
      await cells
        .nth(1)
        .filter({ hasText: new RegExp(`^${total_calls}$`) })
        .waitFor();
      await cells
        .nth(3)
        .filter({ hasText: total_tokens.toLocaleString("en-US") })
        .waitFor();
    }
    const together = table.locator("tfoot").getByRole("cell");
    await together.nth(1).filter({ hasText: /^3$/ }).waitFor();
    await together.nth(2).filter({ hasText: "33.3%" }).waitFor();
    if (group !== "day") assert.equal(new URL(page.url()).searchParams.get("group_by"), group);
  }
});

trial("the totals of a report are the API's", async (stage) => {
  const { organization_id } = await used(stage);
  const page = await stage.signedIn(await stage.operator("user"), `/usage?organization_id=${organization_id}`);
  const { totals } = await report(stage, organization_id, "day");
  await fact(page, "Calls").filter({ hasText: /^3$/ }).waitFor();
  await fact(page, "Tokens")
    .filter({ hasText: totals.total_tokens.toLocaleString("en-US") })
    .waitFor();
  for (const [label, usd] of [
    ["Cost", totals.provider_cost_usd],
    ["Revenue", totals.client_cost_usd],
    ["Profit", totals.profit_usd],
  ]) {
    assert.ok(usd > 0, `${label} is ${usd}`);
    const shown = await fact(page, label).innerText();
    assert.ok(Math.abs(Number(shown.replace("$", "")) / usd - 1) < 0.01, `${label} is ${usd}, and shown as ${shown}`);
  }
});

trial("the spreadsheet of a report has the figures of the API", async (stage) => {
  const { organization_id } = await used(stage);
  const address = `/usage?organization_id=${organization_id}&group_by=model`;
  const page = await stage.signedIn(await stage.operator("user"), address);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  const download = await downloading;
  assert.match(download.suggestedFilename(), /^usage-by-model-\d{4}-\d{2}-\d{2}-to-\d{4}-\d{2}-\d{2}\.csv$/);
  const [head, ...lines] = (await readFile(await download.path(), "utf8")).trim().split(/\r?\n/);
  const columns = head.split(",");
  const { rows } = await report(stage, organization_id, "model");
  assert.equal(lines.length, rows.length);
  const written = Object.fromEntries(lines[0].split(",").map((cell, index) => [columns[index], cell]));
  assert.equal(Object.values(written)[0], rows[0].key);
  for (const member of ["total_calls", "failed_calls", "total_tokens", "provider_cost_usd", "client_cost_usd"]) {
    assert.equal(Number(written[member]), rows[0][member], member);
  }
});

trial("filters of a report stay in the address, and are taken away together", async (stage) => {
  const { organization_id, team_id } = await used(stage);
  const page = await stage.signedIn(await stage.operator("user"), `/usage?organization_id=${organization_id}`);
  await fact(page, "Calls").filter({ hasText: /^3$/ }).waitFor();
  await page.getByRole("textbox", { name: "Job type", exact: true }).fill("letter");
  await fact(page, "Calls").filter({ hasText: /^1$/ }).waitFor();
  await choose(page, field(page, "Team"), team_id, team_id);
  await page.waitForURL((url) => url.searchParams.get("team_id") === team_id);
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get("organization_id"), searchParams.get("job_type")], [organization_id, "letter"]);
  await page.reload();
  await fact(page, "Calls").filter({ hasText: /^1$/ }).waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.waitForURL((url) => !url.searchParams.has("job_type") && !url.searchParams.has("team_id"));
});

/** A tenant with a markup, two calls of one type, one of another, and one of the three has failed. */
async function used(stage) {
  const made = await tenant(stage, { team: { cost_markup_percentage: "50" } });
  await call(made, "[[usage prompt=10000 completion=5000]] Hello");
  await assert.rejects(call(made, "[[status=400]] Hello"));
  await call(made, "[[usage prompt=20000 completion=3000]] Hello", { job_type: "letter" });
  await settledCalls(stage, made.team_id);
  return made;
}

function report(stage, organization_id, group) {
  return stage.api("GET", `/api/stats/usage?organization_id=${organization_id}&group_by=${group}`);
}
