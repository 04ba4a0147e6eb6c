import { describe, expect, it } from "vitest";
import { memberText, readObject } from "./jsonText";

describe("JSON that people edit", () => {
  it("keeps every digit of its numbers", () => {
    const text = '{"metadata":{"rate":1.50,"id":12345678901234567890,"n":3}}';
    expect(memberText(text, "metadata")).toBe('{\n  "rate": 1.50,\n  "id": 12345678901234567890,\n  "n": 3\n}');
    const read = readObject('{"rate":0.10,"deep":[1e400]}');
    expect("value" in read && JSON.stringify(read.value)).toBe('{"rate":0.10,"deep":[1e400]}');
  });

  it("is an object, or says why not", () => {
    expect(readObject("[1]")).toHaveProperty("fault");
    expect(readObject("1.50")).toHaveProperty("fault");
    expect(readObject("null")).toHaveProperty("fault");
    expect(readObject("{")).toHaveProperty("fault");
    expect(readObject("{}")).toEqual({ value: {} });
  });

  it("is empty where it is not there", () => {
    expect(memberText('{"metadata":null}', "metadata")).toBe("{}");
    expect(memberText("{}", "metadata")).toBe("{}");
  });
});
