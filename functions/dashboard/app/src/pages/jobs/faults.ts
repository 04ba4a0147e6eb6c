/** @file Why a call has no answer, in plain words. The API's sentence stands beside it. */

import type { Schemas } from "../../api/client";

type Code = Schemas["ErrorCode"] | Schemas["Abandoned"];

/** What most often stands behind a code, and who can do something about it. Codes that say it themselves are not here. */
const WORDS: Partial<Record<Code, string>> = {
  abandoned: "How the call ended was not reported in time. What the provider may bill for it is in doubt.",
  client_closed: "The client went away before the answer was complete.",
  content_refused: "The policy of the model's provider forbids the request.",
  context_length_exceeded: "The conversation and the answer do not fit the model's context window.",
  insufficient_credits: "The team did not have the credits that the call had to hold.",
  internal: "Tollgate itself failed. Its log has the cause.",
  invalid_image: "The model could not read an image of the request.",
  invalid_reasoning: "Earlier reasoning was not sent back as it came.",
  invalid_schema: "The model does not take a schema of the request.",
  model_not_allowed: "The team's access groups do not have this model.",
  model_unavailable: "No route of the model could be tried: it is inactive, or its routes are failing.",
  no_provider_credentials: "There is no active key for the provider.",
  provider_auth_failed: "The provider refused the key. Check the provider keys.",
  provider_bad_request: "The provider refused the request as malformed.",
  provider_bad_response: "The provider's answer could not be read.",
  provider_error: "The provider failed. Another try may succeed.",
  provider_rate_limited: "The provider's rate limit was reached.",
  provider_timeout: "The provider did not answer in time.",
  rate_limited: "The team's own rate limit was reached.",
  unsupported_parameter: "The model does not take a parameter of the request.",
  wrong_model_kind: "The model is of another kind: chat or embeddings.",
};

/** A sentence for a code; the code itself where it needs none. */
export function inWords(code: Code): string {
  return WORDS[code] ?? `${code.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase())}.`;
}

/** What a failed attempt says about its route. */
export const TROUBLES: Record<Schemas["RouteTrouble"], string> = {
  failing: "the route fails",
  gone: "the model or its address is gone",
  account: "the provider's account needs attention",
};

/** What is known of the end of an attempt. */
export const ENDS: Record<Schemas["AttemptEnd"], string> = {
  refused: "Refused: the provider bills nothing",
  answered: "Answered",
  in_doubt: "In doubt: nobody knows whether the provider bills it",
};
