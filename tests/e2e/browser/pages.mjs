// Every page of the dashboard, by area: where it is, and its heading.

/** What a page shows while something is loaded. */
const LOADING = "[aria-busy=true], .mantine-Skeleton-root, .mantine-Loader-root";

/** The pages of an area are looked at by one operator. `things` are what `everything` makes. */
export function areas(things) {
  const of = (folder, id) => `/${folder}/${encodeURIComponent(id)}`;
  const team = of("teams", things.team_id);
  const organization = of("organizations", things.organization_id);
  return {
    overview: [page("overview", "/", "Overview"), page("first-steps", "/first-steps", /first/i)],
    usage: [
      page("usage", "/usage", "Usage & profit"),
      page("usage-by-team", "/usage?group_by=team", "Usage & profit"),
      page("live", "/live", "Live"),
    ],
    jobs: [page("jobs", "/jobs", "Jobs"), page("job", of("jobs", things.job_id), /^Job: /)],
    organizations: [
      page("organizations", "/organizations", "Organizations"),
      page("organization", organization, things.organization_name),
      page("organization-teams", `${organization}?tab=teams`, things.organization_name),
      page("organization-keys", `${organization}?tab=keys`, things.organization_name),
      page("organization-settings", `${organization}?tab=settings`, things.organization_name),
    ],
    teams: [
      page("teams", "/teams", "Teams"),
      page("team", team, things.team_name),
      page("team-ledger", `${team}?tab=ledger`, things.team_name),
      page("team-keys", `${team}?tab=keys`, things.team_name),
      page("team-terms", `${team}?tab=terms`, things.team_name),
    ],
    "a team's models": [
      page("team-plans", `${team}?tab=plans`, things.team_name),
      page("team-access", `${team}?tab=access`, things.team_name),
      page("team-webhooks", `${team}?tab=webhooks`, things.team_name),
      page("team-jobs", `${team}?tab=jobs`, things.team_name),
    ],
    plans: [page("plans", "/plans", "Pricing plans"), page("plan", of("plans", things.plan_id), / plan of /)],
    webhooks: [
      page("webhooks", "/webhooks", "Webhooks"),
      page("dead-letters", "/webhooks?tab=dead-letters", "Webhooks"),
      page("webhook", of("webhooks", things.webhook_id), things.webhook_url),
      page("webhook-settings", `${of("webhooks", things.webhook_id)}?tab=settings`, things.webhook_url),
    ],
    models: [
      page("models", "/models", "Models"),
      page("new-model", "/models/+new", "New alias"),
      page("model", of("models", things.model_alias), things.model_alias),
      page("model-edit", `${of("models", things.model_alias)}/edit`, `Change ${things.model_alias}`),
    ],
    groups: [
      page("access-groups", "/access-groups", "Access groups"),
      page("access-group", of("access-groups", things.access_group), things.access_group),
      page("model-groups", "/model-groups", "Model groups"),
      page("model-group", of("model-groups", things.model_group), things.model_group),
    ],
    "provider keys": [
      page("provider-keys", "/provider-keys", "Provider keys"),
      page("provider-key", of("provider-keys", things.credential_id), things.credential_name),
    ],
    catalogue: [
      page("catalogue", "/catalogue", "Price catalogue"),
      page("catalogue-entry", "/catalogue?open=openai/gpt-4o-mini", "Price catalogue"),
    ],
    playground: [
      page("playground", `/playground?team_id=${encodeURIComponent(things.team_id)}`, "Playground"),
    ],
    deployment: [
      page("operators", "/operators", "Operators"),
      page("audit-log", "/audit-log", "Audit log"),
      page("system", "/system", "System"),
      page("system-routes", "/system?tab=routes", "System"),
      page("system-metrics", "/system?tab=metrics", "System"),
    ],
    account: [page("account", "/account", "Account and sessions"), page("no-such-page", "/nowhere", "No such page")],
  };
}

/** The pages of those who are not signed in. */
export const DOORS = [page("sign-in", "/sign-in", "Sign in"), page("set-up", "/set-up", "First set-up")];

/** A page: what its pictures are called, its path in the dashboard, and its heading. */
function page(name, path, heading) {
  return { name, path, heading };
}

/** Waits until a page shows what it has to show. */
export async function shown(window, { heading }) {
  // A dialog hides what is behind it from those who listen, and the heading with it.
  const words = typeof heading === "string" ? { name: heading, exact: true } : { name: heading };
  await window.getByRole("heading", { level: 1, includeHidden: true, ...words }).waitFor();
  await window.locator(LOADING).first().waitFor({ state: "detached" });
}
