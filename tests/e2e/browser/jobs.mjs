// Jobs: found by their filters, and one with its calls.
import assert from "node:assert/strict";
import { field } from "./forms.mjs";
import { fact } from "./parts.mjs";
import { name } from "./stage.mjs";
import { asTeam, call, send, tenant } from "./tenants.mjs";
import { trial } from "./trials.mjs";

trial("filters find a job, and stay in the address", async (stage) => {
  const made = await tenant(stage);
  const [ours, other] = [name("report"), name("letter")];
  await call(made, "Hello", { job_type: ours });
  await call(made, "Hello", { job_type: other });
  const page = await stage.signedIn(await stage.operator("user"), `/jobs?team_id=${made.team_id}`);
  await page.getByRole("link", { name: other, exact: true }).waitFor();
  await page.getByRole("textbox", { name: "Job type", exact: true }).fill(ours);
  await page.getByRole("link", { name: other, exact: true }).waitFor({ state: "detached" });
  await page.getByRole("link", { name: ours, exact: true }).waitFor();
  const address = new URL(page.url()).searchParams;
  assert.deepEqual([address.get("team_id"), address.get("job_type")], [made.team_id, ours]);
  await page.getByLabel("State", { exact: true }).selectOption("Failed");
  await page.getByText("No job fits").waitFor();
  await page.reload();
  await page.getByText("No job fits").waitFor();
  assert.equal(await page.getByLabel("State", { exact: true }).inputValue(), "failed");
});

trial("a job shows its calls, with what each cost and what was tried", async (stage) => {
  const made = await tenant(stage, { team: { cost_markup_percentage: "20" } });
  const job = await jobOf(made);
  const page = await stage.signedIn(await stage.operator("admin"), `/jobs/${job.job_id}`);
  await page.getByRole("heading", { level: 1, name: "Job: report" }).waitFor();
  const [costs] = await stage.api("GET", `/api/jobs?team_id=${made.team_id}`);
  assert.ok(costs.provider_cost_usd > 0 && costs.client_cost_usd > costs.provider_cost_usd);
  await fact(page, "Cost")
    .filter({ hasText: exact(costs.provider_cost_usd) })
    .waitFor();
  await fact(page, "Revenue")
    .filter({ hasText: exact(costs.client_cost_usd) })
    .waitFor();
  await fact(page, "Calls").filter({ hasText: "1 failed" }).waitFor();
  const calls = page.getByRole("table").filter({ hasText: "Calls of the job" });
  await calls.getByRole("row").filter({ hasText: "outline" }).getByText("Succeeded").waitFor();
  const failed = calls.getByRole("row").filter({ hasText: "chapter" });
  await failed.getByText("Failed").waitFor();
  await failed.getByText(/^From .* on, for /).waitFor({ state: "attached" });
  await failed.getByRole("button").click();
  const attempts = page.getByRole("table").filter({ hasText: "Attempts of the call" }).last();
  await attempts.getByRole("cell", { name: "400", exact: true }).first().waitFor();
  const { searchParams } = new URL(page.url());
  const opened = await stage.api("GET", `/api/calls/${searchParams.get("call")}`);
  assert.deepEqual([opened.purpose, opened.status], ["chapter", "failed"]);
  assert.equal(await attempts.getByRole("row").count(), opened.attempts.length + 1);
});

trial("a call shows its request and its answer where its organization keeps them", async (stage) => {
  const made = await tenant(stage);
  await stage.api("PUT", `/api/organizations/${made.organization_id}`, { body_retention_days: 7 });
  const said = name("words");
  const { job_id, call_id } = await call(made, said);
  const page = await stage.signedIn(await stage.operator("admin"), `/jobs/${job_id}?call=${call_id}`);
  await page.getByRole("button", { name: "Show request and answer" }).click();
  const conversation = page.getByRole("list", { name: "Conversation" });
  await conversation.getByText(said, { exact: true }).waitFor();
  await conversation.getByText(`Echo: ${said}`, { exact: true }).waitFor();
});

trial("a call whose request is not kept says so", async (stage) => {
  const made = await tenant(stage);
  const { job_id, call_id } = await call(made);
  const page = await stage.signedIn(await stage.operator("admin"), `/jobs/${job_id}?call=${call_id}`);
  await page.getByRole("button", { name: "Show request and answer" }).click();
  await page.getByText("They are not kept.").waitFor();
  const { request_data } = await stage.api("GET", `/api/calls/${call_id}?bodies=true`);
  assert.equal(request_data ?? null, null);
});

trial("a job is opened by its id", async (stage) => {
  const made = await tenant(stage);
  const { job_id } = await call(made);
  const page = await stage.signedIn(await stage.operator("user"), "/jobs");
  const finder = page.getByRole("searchbox", { name: "Job id" });
  await finder.fill("not an id");
  await finder.press("Enter");
  await page.getByText("An id has 36 characters").waitFor();
  await finder.fill(job_id);
  await finder.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Job: trial" }).waitFor();
  assert.equal(await field(page, "Job id").inputValue(), job_id);
});

/** A completed job with a call that was answered and one that was not. */
async function jobOf({ team_id, key, alias: model }) {
  const job = await asTeam(key, "POST", "/api/jobs/create", { team_id, job_type: "report" });
  const path = `/api/jobs/${job.job_id}/llm-call`;
  const say = (content, purpose) => send(key, "POST", path, { model, purpose, messages: [{ role: "user", content }] });
  const good = await say("[[usage prompt=1000 completion=500]] An outline, please", "outline");
  assert.equal(good.status, 200, JSON.stringify(good.body));
  const bad = await say("[[status=400]] A chapter, please", "chapter");
  assert.ok(bad.status >= 400, JSON.stringify(bad.body));
  await asTeam(key, "POST", `/api/jobs/${job.job_id}/complete`, { status: "completed" });
  return job;
}

/** An amount as pages write it with all its digits. */
function exact(usd) {
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: 20,
  }).format(usd);
}
