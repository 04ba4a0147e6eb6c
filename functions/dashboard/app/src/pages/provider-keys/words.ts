/** @file What the API says of provider keys and routes, in sentences. */

import type { Schemas } from "../../api/client";

type ErrorCode = Schemas["ErrorCode"];

const FAILURES: Partial<Record<ErrorCode, string>> = {
  provider_auth_failed: "The provider refuses the key: it is wrong, or its account is disabled or has no quota left.",
  provider_error: "The provider fails, or cannot be reached at this address.",
  provider_timeout: "The provider did not answer in time.",
  provider_rate_limited: "The provider takes no more calls with this key for now. The key itself is good.",
  provider_bad_request: "The provider refuses the request. Does it have this model?",
  provider_bad_response: "The answer cannot be read. Is this the provider's address?",
  model_unavailable: "The provider does not have this model, or not for this key.",
};

/** Why a try of a key failed. */
export function failureOf(code: ErrorCode | null | undefined): string {
  if (code === null || code === undefined) return "No reason is known.";
  return FAILURES[code] ?? `The call would fail with ${code}.`;
}

/** What the state of a route means. */
export const ROUTE_STATES: Record<Schemas["RouteState"], { kind: "good" | "bad" | "waiting"; word: string }> = {
  closed: { kind: "good", word: "In normal use" },
  open: { kind: "bad", word: "Set aside" },
  half_open: { kind: "waiting", word: "Being probed" },
};

/** What is wrong with a route. */
export const ROUTE_TROUBLES: Record<Schemas["RouteTrouble"], string> = {
  failing: "Attempts time out, break off or cannot be read",
  gone: "The provider does not have the model, or not for this key",
  account: "The provider refuses the key, or its account has no quota left",
};

/** The hint of a key: never the key itself. */
export function hintOf(credential: { key_hint: string | null }): string {
  return credential.key_hint === null ? "no hint" : `…${credential.key_hint.replace(/^[.…]+/, "")}`;
}
