/** @file The health of routes in plain words. */

import type { Schemas } from "../../api/client";
import { ROUTE_TROUBLES } from "../provider-keys/words";

type Route = Schemas["RouteHealth"];

/** What is wrong with a route, in a sentence or two; null where nothing is. */
export function whatIsWrong(route: Route): string | null {
  if (route.trouble === null && route.consecutive_failures === 0) return null;
  const { trouble, consecutive_failures: failures } = route;
  const what = trouble === null ? "The last attempt failed." : `${ROUTE_TROUBLES[trouble] ?? trouble}.`;
  const many = failures > 1 ? ` ${failures} failures in a row.` : "";
  const status = route.last_status === null ? "" : ` (HTTP ${route.last_status})`;
  const last = route.last_error_code === null ? "" : ` Last error: ${route.last_error_code}${status}.`;
  return what + many + last;
}
