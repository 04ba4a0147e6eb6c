import { describe, expect, it } from "vitest";
import { differencesOf, inWords } from "./differences";

describe("differences of documents", () => {
  it("say what was added, removed and changed, and keep what is the same for the end", () => {
    expect(differencesOf({ same: 1, old: 2, other: "a" }, { same: 1, other: "b", new: true })).toEqual([
      { path: "old", change: "removed", before: 2, after: undefined },
      { path: "other", change: "changed", before: "a", after: "b" },
      { path: "new", change: "added", before: undefined, after: true },
      { path: "same", change: "same", before: 1, after: 1 },
    ]);
  });

  it("go into objects and lists of objects", () => {
    const before = { terms: { limit: 1, deep: { x: null } }, tiers: [{ input: "0.10" }, { input: "0.20" }] };
    const after = { terms: { limit: 2, deep: { x: null } }, tiers: [{ input: "0.10" }] };
    expect(differencesOf(before, after).map(({ path, change }) => `${path} ${change}`)).toEqual([
      "terms.limit changed",
      "tiers[1].input removed",
      "terms.deep.x same",
      "tiers[0].input same",
    ]);
  });

  it("compare lists of texts as a whole", () => {
    expect(differencesOf({ groups: ["a", "b"] }, { groups: ["b", "a"] })).toEqual([
      { path: "groups", change: "changed", before: ["a", "b"], after: ["b", "a"] },
    ]);
  });

  it("have one side where there is only one document", () => {
    expect(differencesOf(undefined, { a: 1 })).toEqual([{ path: "a", change: "added", before: undefined, after: 1 }]);
    expect(differencesOf({ a: 1 }, undefined)).toEqual([{ path: "a", change: "removed", before: 1, after: undefined }]);
    expect(differencesOf(undefined, undefined)).toEqual([]);
  });

  it("tell an empty object from one that is not there, and null from nothing", () => {
    expect(
      differencesOf({ metadata: {} }, { metadata: { a: 1 } }).map(({ path, change }) => `${path} ${change}`),
    ).toEqual(["metadata removed", "metadata.a added"]);
    expect(differencesOf({ a: null }, {})[0]?.change).toBe("removed");
  });

  it("do not change the documents, and find nothing between equal ones", () => {
    const document = { a: [1, { b: 2 }], c: { d: "e" } };
    const copy = structuredClone(document);
    expect(differencesOf(document, copy).every(({ change }) => change === "same")).toBe(true);
    expect(document).toEqual(copy);
  });
});

it("members are read as words", () => {
  expect(inWords(undefined)).toBeNull();
  expect(inWords(null)).toBe("none");
  expect(inWords(["a", "b"])).toBe("a, b");
  expect(inWords("0.10000000000000000001")).toBe("0.10000000000000000001");
  expect(inWords({})).toBe("nothing in it");
});
