import { expect, it } from "vitest";
import type { Schemas } from "../../api/client";
import { whatIsWrong } from "./routeWords";

const ROUTE: Schemas["RouteHealth"] = {
  organization_id: "north",
  provider: "openai",
  model: "gpt-4o-mini",
  credential_id: null,
  credential_name: null,
  state: "closed",
  trouble: null,
  consecutive_failures: 0,
  last_error_code: null,
  last_status: null,
  failing_since: null,
  last_failed_at: null,
  set_aside_until: null,
  latency_ms: 300,
  measured_at: null,
};

it("a route without trouble has nothing wrong with it, also where it failed once", () => {
  expect(whatIsWrong(ROUTE)).toBeNull();
  expect(whatIsWrong({ ...ROUTE, last_error_code: "provider_error", last_status: 500 })).toBeNull();
});

it("a route in trouble says what it is", () => {
  const failing = { ...ROUTE, trouble: "account", consecutive_failures: 3 } as const;
  expect(whatIsWrong({ ...failing, last_error_code: "provider_auth_failed", last_status: 401 })).toBe(
    "The provider refuses the key, or its account has no quota left. 3 failures in a row. Last error: provider_auth_failed (HTTP 401).",
  );
});
