/** @file The health of routes in plain words. */

import type { Schemas } from "../../api/client";
import type { Kind } from "../../figures/State";

type Route = Schemas["RouteHealth"];

/** The states of a circuit breaker, by what they mean for calls. */
export const ROUTE_STATE: Record<Schemas["RouteState"], { kind: Kind; label: string }> = {
  closed: { kind: "good", label: "in use" },
  half_open: { kind: "waiting", label: "being tried again" },
  open: { kind: "bad", label: "set aside" },
};

const TROUBLES: Record<Schemas["RouteTrouble"], string> = {
  failing: "Attempts fail or time out.",
  gone: "The provider does not have the model, or not for this key.",
  account: "The provider refuses the key, or its account is disabled or used up.",
};

/** What is wrong with a route, in a sentence or two; null where nothing is. */
export function whatIsWrong(route: Route): string | null {
  if (route.trouble === null && route.consecutive_failures === 0) return null;
  const { trouble, consecutive_failures: failures } = route;
  const what = trouble === null ? "The last attempt failed." : (TROUBLES[trouble] ?? `${trouble}.`);
  const many = failures > 1 ? ` ${failures} failures in a row.` : "";
  const status = route.last_status === null ? "" : ` (HTTP ${route.last_status})`;
  const last = route.last_error_code === null ? "" : ` Last error: ${route.last_error_code}${status}.`;
  return what + many + last;
}
