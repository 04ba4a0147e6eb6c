/** The files with trials. */
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
];
