import { describe, expect, it } from "vitest";
import type { Schemas } from "../../../api/client";
import { changeOf, refillInWords, signed } from "./words";

describe("the ledger in words", () => {
  it("gives each entry the sign of what it did", () => {
    const entry = { credits_amount: 5, credits_before: 12, credits_after: 7 } as Schemas["Transaction"];
    expect(signed(changeOf(entry))).toBe("−5");
    expect(signed(1200)).toBe("+1,200");
    expect(signed(0)).toBe("0");
  });

  it("says what fills credits up", () => {
    const off = { auto_refill: false, refill_amount: 5, refill_period: "daily", last_refill_at: null } as const;
    expect(refillInWords(off)).toBe("Auto-refill is off.");
    expect(refillInWords({ ...off, auto_refill: true, refill_amount: 1500, refill_period: "weekly" })).toBe(
      "Auto-refill adds 1,500 credits each week.",
    );
  });
});
