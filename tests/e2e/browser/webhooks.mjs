// Webhooks: their secret, what they were sent, and what was given up.
import assert from "node:assert/strict";
import { confirmByName, dialog, field } from "./forms.mjs";
import { name } from "./stage.mjs";
import { organization, team } from "./tenants.mjs";
import { trial } from "./trials.mjs";

/** A server of nobody: what is sent there does not arrive. */
const HOST = "hooks.example.com";

trial("a webhook is registered, and its secret is shown once", async (stage) => {
  const { team_id } = await team(stage, await organization(stage));
  const webhook_url = address();
  const page = await stage.signedIn(await stage.operator("admin"), `/webhooks?team_id=${team_id}`);
  await page.getByRole("button", { name: "Register webhook" }).first().click();
  const form = dialog(page, "Register a webhook");
  await field(form, "Address").fill(webhook_url);
  await form.getByRole("checkbox", { name: "A job has failed" }).uncheck();
  await form.getByRole("button", { name: "Register webhook" }).click();
  const shown = dialog(page, "The webhook is registered");
  const secret = await field(shown, "Signing secret").inputValue();
  assert.match(secret, /^whsec_/);
  await page.keyboard.press("Escape");
  await shown.waitFor({ state: "detached" });
  await page.getByRole("link", { name: webhook_url }).click();
  await page.getByRole("heading", { level: 1, name: webhook_url }).waitFor();
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Delete webhook" }).waitFor();
  assert.ok(!(await page.content()).includes(secret), "the page has the secret");
  const [stored] = await stage.api("GET", `/api/webhooks?team_id=${team_id}`);
  assert.equal(stored.webhook_url, webhook_url);
  assert.deepEqual(stored.events.toSorted(), ["credits.low", "job.completed", "team.suspended"]);
  assert.ok(!JSON.stringify(stored).includes(secret), "the API gives the secret back");
});

trial("a webhook at an address that is not public is refused at its field", async (stage) => {
  const { team_id } = await team(stage, await organization(stage));
  const page = await stage.signedIn(await stage.operator("admin"), `/webhooks?team_id=${team_id}`);
  stage.expectInConsole(/status of 422/);
  await page.getByRole("button", { name: "Register webhook" }).first().click();
  const form = dialog(page, "Register a webhook");
  await field(form, "Address").fill("ftp://hooks.example.com");
  await form.getByRole("button", { name: "Register webhook" }).click();
  await field(form, "Address").and(page.locator('[aria-invalid="true"]')).waitFor();
  assert.deepEqual(await stage.api("GET", `/api/webhooks?team_id=${team_id}`), []);
});

trial("a test event of a webhook is among its deliveries, with the body that is sent", async (stage) => {
  const { webhook_id, team_id } = await webhook(stage);
  const page = await stage.signedIn(await stage.operator("admin"), `/webhooks/${webhook_id}`);
  await page.getByText("Nothing was sent yet").waitFor();
  await page.getByRole("button", { name: "Send test event" }).click();
  await page.getByRole("button", { name: "webhook.test", exact: true }).click();
  const shown = dialog(page, "Delivery of webhook.test");
  const [delivery] = await stage.api("GET", `/api/webhooks/${webhook_id}/deliveries`);
  assert.equal(await field(shown, "Delivery id (the header webhook-id)").inputValue(), delivery.delivery_id);
  await shown.getByRole("region", { name: "Body" }).filter({ hasText: team_id }).waitFor();
  assert.deepEqual([delivery.event, delivery.team_id], ["webhook.test", team_id]);
});

trial("what a webhook that was switched off still had to send is a dead letter", async (stage) => {
  const { webhook_id, team_id } = await webhook(stage);
  await stage.api("POST", `/api/webhooks/${webhook_id}/test`);
  const page = await stage.signedIn(await stage.operator("admin"), `/webhooks/${webhook_id}?tab=settings`);
  await page.getByRole("switch", { name: "Active" }).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The webhook is changed.").waitFor();
  assert.equal((await stage.api("GET", `/api/webhooks/${webhook_id}`)).is_active, false);
  await page.getByRole("link", { name: "Webhooks", exact: true }).first().click();
  await page.getByRole("tab", { name: "Dead letters" }).click();
  const letter = page.getByRole("row").filter({ hasText: team_id });
  await letter.filter({ hasText: "webhook.test" }).filter({ hasText: "the webhook was switched off" }).waitFor();
  const dead = await stage.api("GET", `/api/webhooks/dead-letters?team_id=${team_id}`);
  assert.deepEqual(
    dead.map(({ event, status }) => [event, status]),
    [["webhook.test", "dead"]],
  );
});

trial("a webhook is deleted once the name of its server is typed", async (stage) => {
  const { webhook_id, team_id } = await webhook(stage);
  const page = await stage.signedIn(await stage.operator("admin"), `/webhooks/${webhook_id}?tab=settings`);
  await page.getByRole("button", { name: "Delete webhook" }).click();
  await confirmByName(dialog(page, "Delete this webhook?"), HOST, "Delete webhook");
  await page.getByText("This team has no webhooks").waitFor();
  assert.deepEqual(await stage.api("GET", `/api/webhooks?team_id=${team_id}`), []);
});

function address() {
  return `https://${HOST}/${name("hook")}`;
}

/** A webhook of a team of its own. */
async function webhook(stage) {
  const { team_id } = await team(stage, await organization(stage));
  const events = ["job.completed"];
  return stage.api("POST", "/api/webhooks/register", { team_id, webhook_url: address(), events });
}
