import { describe, expect, it } from "vitest";
import { blankIs, numberOf } from "./fields";

describe("fields of terms", () => {
  it("send whole numbers as numbers, and nothing as null", () => {
    expect(numberOf(12)).toBe(12);
    expect(numberOf("1,200")).toBe(1200);
    expect(numberOf("")).toBeNull();
  });

  it("send what is no safe whole number as it was typed", () => {
    expect(numberOf("12345678901234567890")).toBe("12345678901234567890");
    expect(numberOf("1.5")).toBe("1.5");
  });

  it("send decimals with all their digits", () => {
    expect(blankIs(null, " 0.100000 ")).toBe("0.100000");
    expect(blankIs(null, " ")).toBeNull();
    expect(blankIs(undefined, "")).toBeUndefined();
  });
});
