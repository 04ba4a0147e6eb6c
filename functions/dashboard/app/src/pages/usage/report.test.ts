import { describe, expect, it } from "vitest";
import { pointsOf, revenueOf, type UsageRow } from "./report";

const row: UsageRow = {
  key: "2026-11-02",
  total_calls: 3,
  successful_calls: 2,
  failed_calls: 1,
  error_rate: "0.3333",
  prompt_tokens: 10,
  completion_tokens: 5,
  total_tokens: 15,
  latency_ms: { p50: 100, p95: 200, p99: 200 },
  client_cost_usd: "0.000000000000000003",
  subscription_fees_usd: "49",
  provider_cost_usd: "0.1",
  profit_usd: "48.900000000000000003",
};

describe("a report of usage", () => {
  it("has a revenue of calls and fees, to the last digit", () => {
    expect(revenueOf(row)).toBe("49.000000000000000003");
    expect(revenueOf({ ...row, subscription_fees_usd: null })).toBe("0.000000000000000003");
  });

  it("has a point for days without calls, of no money, no calls and no latency", () => {
    const points = pointsOf([row], ["2026-11-01", "2026-11-02"]);
    expect(points.map(({ at }) => at)).toEqual(["2026-11-01", "2026-11-02"]);
    expect(points[0]?.figures).toMatchObject({ cost: 0, revenue: 0, failed: 0, p50: null });
    expect(points[1]?.figures).toMatchObject({ cost: "0.1", profit: "48.900000000000000003", failed: 1, p95: 200 });
  });
});
