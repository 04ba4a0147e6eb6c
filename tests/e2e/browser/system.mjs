// The system's page: its health in words, and the work that can be done now.
import assert from "node:assert/strict";
import { button, dialog } from "./forms.mjs";
import { trial } from "./trials.mjs";

trial("the deployment's health is said in words, check by check", async (stage) => {
  const health = await stage.api("GET", "/health/ready");
  const page = await stage.signedIn(await stage.operator("user"), "/system");
  const part = page.getByRole("region", { name: "Readiness" });
  await part.getByText(`Version ${health.version}.`).waitFor();
  const rows = part.getByRole("row");
  await rows.filter({ hasText: "Database" }).first().waitFor();
  const words = await rows.allTextContents();
  assert.match(words[0], /^Database\s*answers\s*PostgreSQL can be reached\.$/);
  assert.match(words[1], /^Schema\s*complete/);
  assert.match(words[3], /^Keyring\s*readable/);
  assert.equal(words.length, Object.keys(health.checks).length);
  assert.equal(await part.getByRole("alert").count(), 0);
  await button(part, "Check again").click();
  await rows.filter({ hasText: "PostgreSQL can be reached." }).waitFor();
  for (const work of ["Audit now", "Sweep now", "Deliver now"]) assert.equal(await button(page, work).count(), 0);
});

trial("a deployment that is not ready says what is missing", async (stage) => {
  const ready = await stage.api("GET", "/health/ready");
  const page = await stage.signedIn(await stage.operator("user"), "/teams");
  stage.expectInConsole(/status of 503/);
  await page.route("**/health/ready", (route) => {
    const checks = { ...ready.checks, migrations: "missing", keyring: "unreadable" };
    const body = { detail: "not ready", code: "not_ready", status: "not_ready", checks };
    return route.fulfill({ status: 503, json: body });
  });
  await page.goto("/dashboard/system");
  const part = page.getByRole("region", { name: "Readiness" });
  await part.getByRole("alert").filter({ hasText: "Not ready" }).waitFor();
  await part.getByRole("row", { name: /Schema missing .*cargo xtask migrate/ }).waitFor();
  await part.getByRole("row", { name: /Keyring unreadable/ }).waitFor();
});

trial("the sweep is run from its page, and what it did is counted", async (stage) => {
  const page = await stage.signedIn(await stage.operator("admin"), "/system");
  const part = page.getByRole("region", { name: "Sweep" });
  const before = Date.now();
  await button(part, "Sweep now").click();
  const done = part.getByRole("status");
  await done.getByText("Done now").waitFor();
  await done.getByText("Overdue calls ended").waitFor();
  assert.match(await done.getByText("Overdue calls ended").locator("xpath=..").textContent(), /\d+$/);
  const { last_sweep_at } = await stage.api("GET", "/api/stats/attention");
  assert.ok(Date.parse(last_sweep_at) > before - 60_000, `the last sweep was at ${last_sweep_at}`);
});

trial("the books are audited from their page, and it says whether they are right", async (stage) => {
  const page = await stage.signedIn(await stage.operator("admin"), "/system");
  const part = page.getByRole("region", { name: "Audit of the books" });
  const before = Date.now();
  const answered = page.waitForResponse((response) => response.url().endsWith("/api/maintenance/audit"));
  await button(part, "Audit now").click();
  const audit = await (await answered).json();
  await part.getByRole("status").getByText(`${audit.checks} checks`).waitFor();
  await part.getByText(audit.ok ? "the books are right" : "the books are wrong").waitFor();
  const { last_audit } = await stage.api("GET", "/api/stats/attention");
  assert.ok(Date.parse(last_audit.checked_at) >= before - 1000, `the last audit was at ${last_audit.checked_at}`);
});

trial("deliveries that are due are sent from the system's page", async (stage) => {
  const page = await stage.signedIn(await stage.operator("admin"), "/system");
  const part = page.getByRole("region", { name: "Deliveries to webhooks" });
  await button(part, "Deliver now").click();
  await page.getByText("What was due has been sent.").waitFor();
  await part.getByRole("status").getByText("Arrived").waitFor();
});

trial("the webhooks' secrets are sealed anew, and the page says how many", async (stage) => {
  const page = await stage.signedIn(await stage.operator(), "/system");
  const part = page.getByRole("region", { name: "Seals" });
  await button(part, "Seal webhooks' secrets anew").click();
  await part.getByText(/\d+ webhooks sealed anew with .+; \d+ are still sealed with another key\./).waitFor();
  await button(part, "Seal provider keys anew…").click();
  await dialog(page, "Seal all provider keys anew").waitFor();
});
