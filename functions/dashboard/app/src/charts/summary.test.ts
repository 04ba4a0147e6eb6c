import { describe, expect, it } from "vitest";
import { isBlank, summary } from "./summary";
import { inShort, type Point, type Series } from "./units";

const series: Series[] = [{ name: "cost", label: "Cost", meaning: "cost" }];
const points: Point[] = [
  { at: "2026-11-01", figures: { cost: "2.25" } },
  { at: "2026-11-02", figures: { cost: null } },
  { at: "2026-11-03", figures: { cost: "0.000001" } },
];

describe("a chart in words", () => {
  it("has the least and the greatest figure with all digits, and passes over what is not known", () => {
    const words = summary(points, series, "usd");
    expect(words).toContain("from $0.000001 (");
    expect(words).toContain("to $2.25 (");
    expect(words).toMatch(/3.* to .*1|1.* to .*3/);
  });

  it("says when there is but one figure, or none", () => {
    expect(summary(points.slice(0, 1), series, "usd")).toContain("Cost: $2.25.");
    expect(summary(points.slice(1, 2), series, "usd")).toContain("Cost: not known.");
    expect(summary([], series, "usd")).toBe("No data.");
  });

  it("is blank where all figures are zero or not known", () => {
    expect(isBlank(points, series)).toBe(false);
    expect(isBlank([{ at: "2026-11-01", figures: { cost: "0.00" } }], series)).toBe(true);
    expect(isBlank(points.slice(1, 2), series)).toBe(true);
  });
});

it("figures on an axis are short", () => {
  expect(inShort(0, "usd")).toBe("$0");
  expect(inShort(0.25, "usd")).toBe("$0.25");
  expect(inShort(12500, "usd")).toBe("$12.5K");
  expect(inShort(-12500, "usd")).toBe("-$12.5K");
  expect(inShort(1500, "ms")).toBe("1.5 s");
  expect(inShort(0.031, "share")).toBe("3.1%");
});
