import { describe, expect, it } from "vitest";
import { billOf, markedUp } from "./example";
import { termsInWords } from "./terms";

describe("an example of a plan", () => {
  it("charges each job of a flat rate", () => {
    expect(billOf({ kind: "flat_rate", price_per_job_usd: "0.1" }, 3)?.total).toBe("0.3");
  });

  it("has one price for the first jobs and another for the rest", () => {
    const terms = { kind: "tiered", first_jobs: 100, first_jobs_price_usd: "0.05", price_per_job_usd: "0.03" } as const;
    expect(billOf(terms, 250)?.total).toBe("9.5");
    expect(billOf(terms, 40)?.total).toBe("2");
  });

  it("charges a fee even without jobs", () => {
    const terms = {
      kind: "subscription",
      period_fee_usd: 99,
      included_jobs: 10,
      price_per_job_usd: "0.000001",
    } as const;
    expect(billOf(terms, 0)?.total).toBe("99");
    expect(billOf(terms, 13)?.total).toBe("99.000003");
  });

  it("marks up without losing a digit", () => {
    expect(markedUp("12.5", "0.000008")).toBe("0.000009");
    expect(markedUp(20, 100)).toBe("120");
  });

  it("says nothing while the terms are incomplete", () => {
    expect(billOf({ kind: "flat_rate", price_per_job_usd: "" }, 3)).toBeNull();
    expect(billOf({ kind: "markup", markup_percentage: 5 }, 3)).toBeNull();
  });
});

it("terms are said in words", () => {
  expect(termsInWords({ kind: "markup", markup_percentage: "12.5" })).toBe("What calls cost and 12.5% on top");
  expect(
    termsInWords({
      kind: "tiered",
      first_jobs: 1000,
      first_jobs_price_usd: "0.05",
      price_per_job_usd: "0.03",
      period: "monthly",
    }),
  ).toBe("$0.05 for each of the first 1,000 jobs of a month, then $0.03");
});
