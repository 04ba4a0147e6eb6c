// An organization with one of everything that a page can show. The API makes it, so that a page that shows something else is
// found out.
import { name } from "./stage.mjs";
import { call, tenant } from "./tenants.mjs";

/** Makes it. Pages that show one thing find it by these ids and names. */
export async function everything(stage) {
  const team_name = name("Team");
  const credential_name = name("key");
  const made = await tenant(stage, { team: { team_alias: team_name }, providerKey: { credential_name } });
  const model_group = name("group");
  const { team_id } = made;
  const [plan, webhook, job] = await Promise.all([
    stage.api("POST", "/api/pricing/plans", { team_id, kind: "flat_rate", price_per_job_usd: "0.25" }),
    stage.api("POST", "/api/webhooks/register", {
      team_id,
      webhook_url: "https://hooks.example.com/tollgate",
      events: ["job.completed"],
    }),
    call(made, "Say hello.", { job_type: "summary" }),
    stage.api("POST", "/api/model-groups/create", { group_name: model_group, models: [{ model_name: made.alias }] }),
  ]);
  return {
    ...made,
    organization_name: made.organization_id,
    team_name,
    credential_name,
    model_alias: made.alias,
    model_group,
    plan_id: plan.plan_id,
    webhook_id: webhook.webhook_id,
    webhook_url: webhook.webhook_url,
    job_id: job.job_id,
  };
}
