import { expect, it } from "vitest";
import { groupsOf, moved, newPriorities } from "./order";

const key = (credential_id: string, priority: number) => ({ credential_id, priority });

it("only keys whose place has changed get another priority", () => {
  const keys = [key("a", 0), key("b", 1), key("c", 2)];
  const changes = newPriorities(moved(keys, 1, 0));
  expect(changes.map(({ key, priority }) => [key.credential_id, priority])).toEqual([
    ["b", 0],
    ["a", 1],
  ]);
  expect(newPriorities(keys)).toEqual([]);
});

it("keys of the same priority are told apart once they are ordered", () => {
  const changes = newPriorities([key("a", 0), key("b", 0)]);
  expect(changes.map(({ key, priority }) => [key.credential_id, priority])).toEqual([["b", 1]]);
});

it("keys are ordered within an organization and a provider", () => {
  const of = (organization_id: string, provider: string) => ({ organization_id, provider });
  expect(groupsOf([of("a", "openai"), of("a", "gemini"), of("a", "openai")]).map((group) => group.length)).toEqual([
    2, 1,
  ]);
});
