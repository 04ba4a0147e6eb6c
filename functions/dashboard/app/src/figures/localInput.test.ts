import { expect, it } from "vitest";
import { fromField, toField } from "./localInput";

it("a moment that a field shows is the same moment, to the minute", () => {
  for (const at of ["2026-01-01T00:00:00.000Z", "2026-07-01T23:59:00.000Z", "2027-02-28T12:30:00.000Z"]) {
    expect(fromField(toField(at))).toBe(at);
  }
  expect(toField(null)).toBe("");
  expect(fromField("")).toBeNull();
  expect(fromField("soon")).toBe("soon");
});
