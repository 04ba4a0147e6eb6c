import { describe, expect, it } from "vitest";
import type { Schemas } from "../../../api/client";
import { planInWords } from "./words";

function plan(terms: Partial<Schemas["PricingPlan"]>) {
  return planInWords(terms as Schemas["PricingPlan"]);
}

describe("a pricing plan", () => {
  it("says what a job costs", () => {
    expect(plan({ kind: "markup", markup_percentage: "12.50" })).toBe("What calls cost, plus 12.50 %");
    expect(plan({ kind: "flat_rate", price_per_job_usd: "0.0015" })).toBe("$0.0015 a job");
    expect(
      plan({
        kind: "tiered",
        first_jobs: 1000,
        first_jobs_price_usd: "0.05",
        price_per_job_usd: "0.03",
        period: "monthly",
      }),
    ).toBe("$0.05 for each of the first 1,000 jobs a month, then $0.03");
    expect(
      plan({
        kind: "subscription",
        period_fee_usd: 99,
        included_jobs: 5000,
        price_per_job_usd: "0.02",
        period: "weekly",
      }),
    ).toBe("$99.00 a week with 5,000 jobs, then $0.02 a job");
  });
});
