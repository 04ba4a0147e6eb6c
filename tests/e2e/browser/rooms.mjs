/**
 * The files with trials. Those of team_credits, virtual_keys, account, audit_log, first_steps, long_lists, every_page, screenshots,
 * keyboard and faults are written, and are not listed until all of them hold on both runtimes.
 */
export const ROOMS = [
  "sign_in",
  "models",
  "groups",
  "provider_keys",
  "catalogue_and_plans",
  "webhooks",
  "jobs",
  "usage",
  "live",
  "playground",
  "overview",
  "organizations",
  "teams",
  "operators",
  "system",
  "roles",
];
