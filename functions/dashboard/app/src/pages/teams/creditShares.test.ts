import { describe, expect, it } from "vitest";
import { creditShares } from "./creditShares";

function credits(allocated: number, used: number, held: number) {
  return {
    credits_allocated: allocated,
    credits_used: used,
    credits_held: held,
    credits_available: allocated - used - held,
  };
}

describe("the bar of a team's credits", () => {
  it("has nothing where nothing was given", () => {
    expect(creditShares(credits(0, 0, 0))).toEqual({ used: 0, held: 0, available: 0 });
  });

  it("has the parts of the whole", () => {
    expect(creditShares(credits(200, 50, 50))).toEqual({ used: 25, held: 25, available: 50 });
  });

  it("shows the smallest part, and is never wider than it is", () => {
    for (const [allocated, used, held] of [
      [1_000_000, 999_999, 1],
      [1_000_000, 1, 1],
      [100, 140, 10],
      [0, 3, 0],
    ] as const) {
      const shares = creditShares(credits(allocated, used, held));
      expect(shares.used + shares.held + shares.available).toBeLessThanOrEqual(100.000001);
      if (held > 0) expect(shares.held).toBeGreaterThan(1);
      if (used > 0) expect(shares.used).toBeGreaterThan(1);
    }
  });
});
