import { describe, expect, it } from "vitest";
import { sum } from "./addition";

describe("sums of decimals", () => {
  it("keep every digit", () => {
    expect(sum("0.1", "0.2")).toBe("0.3");
    expect(sum("12345678901234567890.000000000000000001", 1)).toBe("12345678901234567891.000000000000000001");
    expect(sum("1.5e-7", "-1")).toBe("-0.99999985");
    expect(sum(3, "-0.5")).toBe("2.5");
    expect(sum("-0.04", "0.01")).toBe("-0.03");
  });

  it("leave out what is not known", () => {
    expect(sum("2.5", null, undefined)).toBe("2.5");
    expect(sum(null, undefined)).toBeNull();
    expect(sum()).toBeNull();
  });
});
