// The playground: calls as a team, with a key that does not outlive the page.
import assert from "node:assert/strict";
import { field } from "./forms.mjs";
import { fact, part } from "./parts.mjs";
import { name } from "./stage.mjs";
import { settledCalls, tenant } from "./tenants.mjs";
import { trial } from "./trials.mjs";

trial("a call of the playground is answered whole, and the team pays for it", async (stage) => {
  const made = await tenant(stage);
  const page = await playground(stage, made);
  await page.getByRole("switch", { name: "Answer as a stream" }).uncheck();
  await say(page, "[[usage prompt=90000 completion=9000]] Good morning");
  await said(page).getByText("Echo: Good morning").waitFor();
  await settled(page);
  await fact(lastCall(page), "Input").filter({ hasText: "90,000 tokens" }).waitFor();
  const before = number(await fact(lastCall(page), "Credits available before").innerText());
  const after = number(await fact(lastCall(page), "Credits available after").innerText());
  const balance = await stage.api("GET", `/api/credits/teams/${made.team_id}/balance`);
  assert.deepEqual([before, after], [1000, balance.credits_available]);
  assert.ok(after < before, `${after} of ${before} credits`);
  const [one] = await settledCalls(stage, made.team_id);
  assert.deepEqual([one.job_type, one.status, one.prompt_tokens], ["playground", "succeeded", 90_000]);
});

trial("a call of the playground is answered as a stream", async (stage) => {
  const made = await tenant(stage);
  const page = await playground(stage, made);
  const asked = page.waitForRequest((request) => request.url().endsWith("/v1/chat/completions"));
  await say(page, "Good evening");
  await said(page).getByText("Echo: Good evening").waitFor();
  assert.equal((await asked).postDataJSON().stream, true);
  await settled(page);
  await fact(lastCall(page), "First token after")
    .filter({ hasText: /\d+ (ms|s)/ })
    .waitFor();
  const [one] = await settledCalls(stage, made.team_id);
  assert.notEqual(one.time_to_first_token_ms, null);
});

trial("a tool that the model calls in the playground is given its result", async (stage) => {
  const made = await tenant(stage);
  const page = await playground(stage, made);
  await page.getByRole("button", { name: "Insert an example" }).click();
  await say(page, "[[tool_calls=1]] How is the weather?");
  await said(page)
    .getByText(/Calls the tool/)
    .filter({ hasText: "get_weather" })
    .waitFor();
  const result = `{"temperature": 21, "of": "${name("city")}"}`;
  await field(page, "Result of get_weather").fill(result);
  await page.getByRole("button", { name: "Send results" }).click();
  await said(page)
    .getByText(/^Tool results: /)
    .waitFor();
  await settled(page);
  const calls = await settledCalls(stage, made.team_id);
  assert.deepEqual(
    calls.map(({ status }) => status),
    ["succeeded", "succeeded"],
  );
});

trial("a call that the provider refuses says why, and is not shown as an answer", async (stage) => {
  const made = await tenant(stage);
  const page = await playground(stage, made);
  stage.expectInConsole(/status of [45]\d\d/);
  await say(page, "[[status=400]] Good morning");
  await page.getByRole("main").getByRole("alert").waitFor();
  const calls = await settledCalls(stage, made.team_id);
  assert.deepEqual(
    calls.map(({ status }) => status),
    ["failed"],
  );
});

trial("the playground's key is revoked when the page is left", async (stage) => {
  const made = await tenant(stage);
  const page = await playground(stage, made);
  await say(page, "Good morning");
  await said(page).getByText("Echo: Good morning").waitFor();
  await settled(page);
  const during = await ofThePlayground(stage, made);
  assert.deepEqual(
    during.map(({ status }) => status),
    ["active"],
  );
  assert.ok(Date.parse(during[0].expires_at) - Date.now() <= 3_600_000, "the key lives longer than an hour");
  await page.getByRole("navigation", { name: "Areas" }).getByRole("link", { name: "Jobs" }).click();
  await page.getByText(/^The playground's key .* is revoked\.$/).waitFor();
  const after = await ofThePlayground(stage, made);
  assert.deepEqual(
    after.map(({ status }) => status),
    ["revoked"],
  );
});

trial("a viewer is not offered the playground", async (stage) => {
  const page = await stage.signedIn(await stage.operator("user"), "/playground");
  await page.getByText("Not for your role").waitFor();
  assert.equal(await page.getByRole("button", { name: "Send" }).count(), 0);
});

/** The playground as a tenant's team, once it can be used. */
async function playground(stage, { team_id, alias }) {
  const address = `/playground?team_id=${team_id}&model=${alias}`;
  const page = await stage.signedIn(await stage.operator("admin"), address);
  await page.getByText("Say something to the model.").waitFor();
  return page;
}

async function say(page, words) {
  await field(page, "Message").fill(words);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

function said(page) {
  return page.getByRole("list", { name: "Conversation" });
}

function lastCall(page) {
  return part(page, "The last call");
}

/** Waits until the call has its costs. */
async function settled(page) {
  await fact(lastCall(page), "Credits available after").filter({ hasText: /\d/ }).waitFor();
  await fact(lastCall(page), "Cost").filter({ hasText: "$" }).waitFor();
}

function number(text) {
  return Number(text.replaceAll(",", ""));
}

/** The keys that the playground has made for a team. */
async function ofThePlayground(stage, { team_id }) {
  const keys = await stage.api("GET", `/api/teams/${team_id}/keys`);
  return keys.filter((key) => key.name?.startsWith("playground of"));
}
