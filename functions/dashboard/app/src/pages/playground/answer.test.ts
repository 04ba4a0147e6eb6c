import { expect, it } from "vitest";
import { NOTHING_SAID, saysSomething, withDelta } from "./answer";

it("texts and thoughts grow piece by piece", () => {
  const deltas = [{ reasoning_content: "Hm" }, { content: "Hel" }, { content: "lo" }, { reasoning_content: "!" }];
  expect(deltas.reduce(withDelta, NOTHING_SAID)).toEqual({
    role: "assistant",
    content: "Hello",
    reasoning_content: "Hm!",
  });
});

it("the arguments of several tool calls come in turns", () => {
  const call = (index: number, id: string | undefined, name: string | undefined, args: string) => ({
    tool_calls: [{ index, id, type: "function" as const, function: { name, arguments: args } }],
  });
  const deltas = [
    call(0, "c1", "add", '{"a"'),
    call(1, "c2", "now", "{}"),
    call(0, undefined, undefined, ":1}"),
  ] as Parameters<typeof withDelta>[1][];
  expect(deltas.reduce(withDelta, NOTHING_SAID).tool_calls).toEqual([
    { id: "c1", type: "function", function: { name: "add", arguments: '{"a":1}' } },
    { id: "c2", type: "function", function: { name: "now", arguments: "{}" } },
  ]);
});

it("a role alone says nothing", () => {
  expect(saysSomething({ role: "assistant" })).toBe(false);
  expect(saysSomething({ content: "a" })).toBe(true);
});
