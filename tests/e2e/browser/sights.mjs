// What a trial works on: an organization with a team, and all that a page can show of them. The API makes it, so that a page
// that shows something else is found out.
import assert from "node:assert/strict";
import { name, ORIGIN } from "./stage.mjs";

/** The provider simulator's address; nothing where the trials run without one. */
export const SIMULATOR = process.env.TOLLGATE_SIMULATOR;

/** A new organization. */
export async function organization(stage) {
  const id = name("organization");
  return stage.api("POST", "/api/organizations/create", { organization_id: id, name: `Organization ${id}` });
}

/**
 * A new team, with its first virtual key as `virtual_key`.
 *
 * @param {string} [organizationId] Its organization; a new one otherwise.
 * @param {Record<string, unknown>} [terms] Terms that are not the usual ones.
 */
export async function team(stage, organizationId, terms = {}) {
  const id = name("team");
  return stage.api("POST", "/api/teams/create", {
    organization_id: organizationId ?? (await organization(stage)).organization_id,
    team_id: id,
    team_alias: `Team ${id}`,
    access_groups: [],
    credits_allocated: 1000,
    ...terms,
  });
}

/** A new alias in an access group of its own. */
export async function alias(stage) {
  const [model, group] = [name("alias"), name("access")];
  await stage.api("POST", "/api/models/create", {
    model_alias: model,
    provider: "openai",
    actual_model: "gpt-4o-mini",
    pricing_input: "0.15",
    pricing_output: "0.60",
    max_output_tokens: 4096,
  });
  await stage.api("POST", "/api/model-access-groups/create", { group_name: group, model_aliases: [model] });
  return { model_alias: model, access_group: group };
}

/** Sends a request with a virtual key, and gives back the answer's body. */
export async function callAs(key, method, path, body) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${ORIGIN}${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** A job of a team, with a call where there is a simulator that answers. */
export async function job(stage, { organization_id, team_id, virtual_key }, model) {
  if (SIMULATOR === undefined || model === undefined) {
    const { job_id } = await callAs(virtual_key, "POST", "/api/jobs/create", { team_id, job_type: "summary" });
    return job_id;
  }
  await providerKey(stage, organization_id);
  const messages = [{ role: "user", content: "Say hello." }];
  const made = { team_id, job_type: "summary", model, messages };
  const { job_id } = await callAs(virtual_key, "POST", "/api/jobs/create-and-call", made);
  return job_id;
}

/** A provider key of an organization. It reaches the simulator, where there is one. */
export async function providerKey(stage, organizationId) {
  return stage.api("POST", "/api/provider-credentials/create", {
    organization_id: organizationId,
    provider: "openai",
    credential_name: name("key"),
    api_key: "sk-simulated-provider-key",
    ...(SIMULATOR && { api_base: `${SIMULATOR}/openai/v1` }),
  });
}

/** An organization with one of everything, for pages that show one thing. */
export async function everything(stage) {
  const { model_alias, access_group } = await alias(stage);
  const made = await team(stage, undefined, { access_groups: [access_group] });
  const { team_id, organization_id } = made;
  const model_group = name("group");
  const [key, plan, webhook, jobId] = await Promise.all([
    providerKey(stage, organization_id),
    stage.api("POST", "/api/pricing/plans", { team_id, kind: "flat_rate", price_per_job_usd: "0.25" }),
    stage.api("POST", "/api/webhooks/register", {
      team_id,
      webhook_url: "https://hooks.example.com/tollgate",
      events: ["job.completed"],
    }),
    job(stage, made, model_alias),
    stage.api("POST", "/api/model-groups/create", { group_name: model_group, models: [{ model_name: model_alias }] }),
  ]);
  return {
    organization_id,
    organization_name: `Organization ${organization_id}`,
    team_id,
    team_name: made.team_alias,
    model_alias,
    access_group,
    model_group,
    credential_id: key.credential_id,
    credential_name: key.credential_name,
    plan_id: plan.plan_id,
    webhook_id: webhook.webhook_id,
    webhook_url: webhook.webhook_url,
    job_id: jobId,
  };
}
