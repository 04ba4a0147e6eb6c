import { describe, expect, it } from "vitest";
import type { Schemas } from "../../../api/client";
import { draw, stepsOf } from "./steps";

const ENTRIES = [
  { created_at: "2026-03-01T00:02:00Z", credits_before: 100, credits_after: 60 },
  { created_at: "2026-03-01T00:00:00Z", credits_before: 0, credits_after: 100 },
] as Schemas["Transaction"][];

describe("the path of a balance", () => {
  it("begins with what was there before the first entry", () => {
    expect(stepsOf(ENTRIES).map(({ credits }) => credits)).toEqual([0, 100, 60]);
    expect(stepsOf([])).toEqual([]);
  });

  it("stays at a balance until the next entry", () => {
    expect(draw(stepsOf(ENTRIES), 200, 100).line).toBe("M0 100H0V0H200V40H200");
  });

  it("stays within its box, whatever the balances are", () => {
    const debts = [
      { at: 0, credits: -50 },
      { at: 10, credits: 150 },
      { at: 20, credits: 0 },
    ];
    const { line, least, most } = draw(debts, 100, 100);
    expect([least, most]).toEqual([-50, 150]);
    const numbers = line.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
    expect(numbers.length).toBeGreaterThan(0);
    for (const number of numbers) {
      expect(number).toBeGreaterThanOrEqual(0);
      expect(number).toBeLessThanOrEqual(100);
    }
  });

  it("is nothing where there are no entries", () => {
    expect(draw([], 100, 100)).toMatchObject({ line: "", area: "" });
  });
});
