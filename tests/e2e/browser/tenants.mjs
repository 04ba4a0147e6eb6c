// A tenant of its own for a trial: an organization whose calls the simulator answers, and a team with a key.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { name, ORIGIN } from "./stage.mjs";

/** The paths of the providers on the simulator, and a model of each. */
export const PROVIDERS = {
  openai: { path: "/openai/v1", model: "gpt-4o-mini" },
  anthropic: { path: "/anthropic", model: "claude-haiku-4-5" },
  gemini: { path: "/gemini", model: "gemini-2.5-flash" },
  fireworks: { path: "/fireworks/inference/v1", model: "accounts/fireworks/models/gpt-oss-20b" },
};

/** Where the simulator takes calls that are meant for a provider. */
export function simulated(provider = "openai") {
  const address = process.env.TOLLGATE_SIMULATOR;
  assert.ok(address, "TOLLGATE_SIMULATOR is not set");
  return `${address.replace(/\/$/, "")}${PROVIDERS[provider].path}`;
}

/** Makes an organization, named as its id. Returns its id. */
export async function organization(stage) {
  const organization_id = name("organization");
  await stage.api("POST", "/api/organizations/create", { organization_id, name: organization_id });
  return organization_id;
}

/**
 * Stores a provider key of an organization, by which its calls reach the simulator.
 *
 * @param {import("./stage.mjs").Stage} stage
 * @param {string} organization_id
 * @param {object} [terms] What differs. A key that begins with `sk-bad` is one that the provider refuses.
 */
export async function providerKey(stage, organization_id, terms = {}) {
  const provider = terms.provider ?? "openai";
  return stage.api("POST", "/api/provider-credentials/create", {
    organization_id,
    provider,
    credential_name: name("key"),
    api_base: simulated(provider),
    api_key: "sk-simulated-provider-key",
    ...terms,
  });
}

/**
 * Makes an alias at $0.15 in and $0.60 out.
 *
 * @param {import("./stage.mjs").Stage} stage
 * @param {object} [terms] What differs.
 */
export async function alias(stage, terms = {}) {
  const provider = terms.provider ?? "openai";
  return stage.api("POST", "/api/model-aliases/create", {
    model_alias: name("alias"),
    provider,
    actual_model: PROVIDERS[provider].model,
    pricing_input: "0.15",
    pricing_output: "0.60",
    ...terms,
  });
}

/** Makes an access group with some aliases. Returns its name. */
export async function accessGroup(stage, model_aliases = []) {
  const group_name = name("access-group");
  await stage.api("POST", "/api/model-access-groups/create", { group_name, model_aliases });
  return group_name;
}

/**
 * Makes a team. It is given back with its first key.
 *
 * @param {import("./stage.mjs").Stage} stage
 * @param {string} organization_id
 * @param {object} [terms] What differs.
 */
export async function team(stage, organization_id, terms = {}) {
  return stage.api("POST", "/api/teams/create", {
    organization_id,
    team_id: name("team"),
    access_groups: [],
    credits_allocated: 1000,
    ...terms,
  });
}

/** Makes a team with a name of its own, in an organization of its own. */
export async function namedTeam(stage) {
  return team(stage, await organization(stage), { team_alias: name("Team") });
}

/**
 * Makes an organization with a provider key, an alias in an access group, and a team that may call it.
 *
 * @param {import("./stage.mjs").Stage} stage
 * @param {{ team?: object, alias?: object, providerKey?: object }} [terms] What differs.
 */
export async function tenant(stage, terms = {}) {
  const organization_id = await organization(stage);
  const made = await alias(stage, terms.alias);
  const credential = await providerKey(stage, organization_id, { provider: made.provider, ...terms.providerKey });
  const access_group = await accessGroup(stage, [made.model_alias]);
  const { team_id, virtual_key } = await team(stage, organization_id, { access_groups: [access_group], ...terms.team });
  return {
    organization_id,
    credential_id: credential.credential_id,
    alias: made.model_alias,
    access_group,
    team_id,
    key: virtual_key,
  };
}

/** Sends a request with a team's key, and gives back the answer, whatever it is. */
export async function send(key, method, path, body) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${ORIGIN}${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

/** The same, where the answer has to be a good one. Gives back its body. */
export async function asTeam(key, method, path, body) {
  const answer = await send(key, method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/**
 * Makes a whole job with one call, by the tenant's key. What it asks may have directives of the simulator.
 *
 * @param {{ team_id: string, key: string, alias: string }} tenant
 * @param {string} [content]
 * @param {object} [terms] What differs.
 */
export async function call({ team_id, key, alias: model }, content = "Hello", terms = {}) {
  const messages = [{ role: "user", content }];
  return asTeam(key, "POST", "/api/jobs/create-and-call", { team_id, job_type: "trial", model, messages, ...terms });
}

/** A team's calls, newest first, once all of them are settled: a call may be settled after its answer was given. */
export async function settledCalls(stage, team_id) {
  for (let tries = 0; ; tries += 1) {
    const calls = await stage.api("GET", `/api/calls?team_id=${team_id}`);
    const open = calls.filter(({ status }) => status === "admitted");
    if (open.length === 0) return calls;
    assert.ok(tries < 100, `calls are not settled: ${JSON.stringify(open)}`);
    await sleep(100);
  }
}
