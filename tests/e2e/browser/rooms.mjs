/** All files with trials. */
const ALL = [
  "sign_in",
  "first_steps",
  "organizations",
  "teams",
  "team_credits",
  "virtual_keys",
  "jobs",
  "models",
  "groups",
  "provider_keys",
  "catalogue_and_plans",
  "webhooks",
  "usage",
  "live",
  "playground",
  "overview",
  "operators",
  "account",
  "audit_log",
  "system",
  "roles",
  "long_lists",
  "keyboard",
  "faults",
  "every_page",
  "screenshots",
];

/** Those with what a runtime has a part in: the app's files and their headers, cookies, streams, and one page of each kind. */
const OF_RUNTIMES = ["sign_in", "first_steps", "organizations", "virtual_keys", "usage", "live", "playground", "system", "screenshots"];

/**
 * The files whose trials are run. The app is the same on every runtime, so that the others are run on one of them; with
 * `TOLLGATE_ROOMS=all` on any.
 */
export const ROOMS =
  process.env.TOLLGATE_RUNTIME === "spin" && process.env.TOLLGATE_ROOMS !== "all" ? OF_RUNTIMES : ALL;
