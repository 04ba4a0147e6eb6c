/** @file What the audit log's actions and kinds of things are called. */

/** What each action is called on the page. Later versions have more actions: those are shown by their name in the API. */
const ACTIONS: Record<string, string> = {
  login: "signed in",
  logout: "signed out",
  setup: "made the first set-up",
  revoked_session: "ended a session",
  refresh_token_reused: "used a refresh token twice: the session was ended",
  login_slowed_down: "guessed passwords: they have to wait",
  admin_key_slowed_down: "guessed admin keys: they have to wait",
  created_user: "made an operator",
  updated_user: "changed an operator",
  deleted_user: "deactivated an operator",
  changed_password: "changed their own password",
  reset_password: "set an operator's password",
  created_organization: "made an organization",
  updated_organization: "changed an organization",
  deleted_organization: "removed an organization",
  suspended_organization: "suspended an organization",
  resumed_organization: "resumed an organization",
  created_team: "made a team",
  updated_team: "changed a team",
  deleted_team: "removed a team",
  suspended_team: "suspended a team",
  paused_team: "paused a team",
  resumed_team: "resumed a team",
  added_credits: "added credits",
  configured_auto_refill: "set the automatic refill",
  changed_budget_terms: "changed the terms of the budget",
  set_pricing_plan: "set a pricing plan",
  ended_pricing_plan: "ended a pricing plan",
  created_key: "made a virtual key",
  updated_key: "changed a virtual key",
  rotated_key: "replaced a virtual key",
  revoked_key: "ended a virtual key",
  created_model: "made an alias",
  updated_model: "changed an alias",
  deleted_model: "deleted an alias",
  created_access_group: "made an access group",
  updated_access_group: "changed an access group",
  deleted_access_group: "deleted an access group",
  created_model_group: "made a model group",
  updated_model_group: "changed a model group",
  deleted_model_group: "deleted a model group",
  created_provider_credential: "stored a provider key",
  imported_provider_credential: "imported a provider key",
  updated_provider_credential: "changed a provider key",
  deleted_provider_credential: "deleted a provider key",
  tested_provider_credential: "tested a provider key",
  resealed_provider_credentials: "sealed provider keys anew",
  resealed_webhooks: "sealed webhooks' secrets anew",
  updated_job_metadata: "changed a job's metadata",
};

/** The actions that can be chosen in the filter. */
export const KNOWN_ACTIONS: readonly string[] = Object.keys(ACTIONS);

/** An action as the middle of a sentence: `changed a team`. */
export function actionInWords(action: string): string {
  return Object.hasOwn(ACTIONS, action) ? (ACTIONS[action] ?? action) : action.replaceAll("_", " ");
}

const KINDS: Record<string, string> = {
  admin_user: "operator",
  admin_session: "session",
  model: "alias",
  provider_credential: "provider key",
};

/** The kinds of things that can be chosen in the filter. */
export const KNOWN_KINDS: readonly string[] = [
  "organization",
  "team",
  "virtual_key",
  "model",
  "access_group",
  "model_group",
  "provider_credential",
  "webhook",
  "job",
  "admin_user",
  "admin_session",
];

/** A kind of thing: `access group`. */
export function kindInWords(kind: string): string {
  return Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? kind) : kind.replaceAll("_", " ");
}
