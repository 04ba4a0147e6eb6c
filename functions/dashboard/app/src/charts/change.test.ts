import { expect, it } from "vitest";
import { changeOf } from "./change";

it("a change is in percent of what was, with its direction", () => {
  expect(changeOf("15", "10")).toEqual({ text: "50%", direction: "up" });
  expect(changeOf("5", "10")).toEqual({ text: "50%", direction: "down" });
  expect(changeOf("10.0", "10")).toEqual({ text: "0%", direction: "same" });
  expect(changeOf(25, 2)).toEqual({ text: "13 times", direction: "up" });
});

it("a loss that grows is going down, though its number grows", () => {
  expect(changeOf("-20", "-10")).toEqual({ text: "100%", direction: "down" });
  expect(changeOf("5", "-10")).toEqual({ text: "150%", direction: "up" });
});

it("against nothing there is no percentage", () => {
  expect(changeOf("5", "0")).toBeNull();
  expect(changeOf(null, "5")).toBeNull();
  expect(changeOf("5", undefined)).toBeNull();
  expect(changeOf(0, "0.00")).toEqual({ text: "0%", direction: "same" });
});
