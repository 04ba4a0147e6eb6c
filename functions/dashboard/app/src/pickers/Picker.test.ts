import { expect, it } from "vitest";
import { withChoice } from "./Picker";

const north = { value: "north", label: "North · north" };
const south = { value: "south", label: "South · south" };

it("what is chosen stays among the options that a search has found", () => {
  expect(withChoice([south], "north", north)).toEqual([north, south]);
  expect(withChoice([south, north], "north", null)).toEqual([south, north]);
  expect(withChoice([south], null, north)).toEqual([south]);
});

it("a choice that only the address bar knows is shown by its id", () => {
  expect(withChoice([], "west", north)).toEqual([{ value: "west", label: "west" }]);
});
