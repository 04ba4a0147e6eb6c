/** The files with trials. */
export const ROOMS = [
  "sign_in",
  "organizations",
  "teams",
  "team_credits",
  "virtual_keys",
  "operators",
  "account",
  "audit_log",
  "system",
  "first_steps",
  "long_lists",
];
