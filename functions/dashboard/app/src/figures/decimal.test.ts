import { describe, expect, it } from "vitest";
import { count, duration, exactUsd, percent, roundUsd } from "./decimal";

describe("figures", () => {
  it("write money with every digit that it has", () => {
    expect(exactUsd("0.000003123456789")).toBe("$0.000003123456789");
    expect(exactUsd("12345678901234567.891")).toBe("$12,345,678,901,234,567.891");
    expect(exactUsd(5)).toBe("$5.00");
    expect(exactUsd("-0.5")).toBe("-$0.50");
  });

  it("round money where it is read at a glance", () => {
    expect(roundUsd("1234.5678")).toBe("$1,234.57");
    expect(roundUsd("0.0001234567")).toBe("$0.000123");
    expect(roundUsd(0)).toBe("$0.00");
  });

  it("write counts, shares and durations", () => {
    expect(count(1234567)).toBe("1,234,567");
    expect(percent("0.0123")).toBe("1.2%");
    expect(duration(950)).toBe("950 ms");
    expect(duration(12_340)).toBe("12.34 s");
    expect(duration(125_000)).toBe("2 min 5 s");
  });
});
