import { describe, expect, it } from "vitest";
import { digits, parseExactly } from "./exact";

describe("decimals of the API", () => {
  it("keep every digit", () => {
    expect(parseExactly('{"cost":0.12345678901234567890,"big":12345678901234567890,"n":3}')).toEqual({
      cost: "0.12345678901234567890",
      big: "12345678901234567890",
      n: 3,
    });
  });

  it("are written without an exponent", () => {
    expect(digits("1.5e-7")).toBe("0.00000015");
    expect(digits("-2.5E3")).toBe("-2500");
    expect(digits("12.5e0")).toBe("12.5");
    expect(digits(1e21)).toBe("1000000000000000000000");
    expect(digits("0.1")).toBe("0.1");
  });
});
