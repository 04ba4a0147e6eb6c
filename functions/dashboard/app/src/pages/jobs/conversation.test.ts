import { describe, expect, it } from "vitest";
import { conversation } from "./conversation";

describe("a kept conversation", () => {
  it("is read in the form of OpenAI's chat completions, with tools and their results", () => {
    const request = {
      model: "chat",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: [{ type: "text", text: "Weather?" }] },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } }],
        },
        { role: "tool", tool_call_id: "c1", content: "sunny" },
      ],
    };
    const response = { role: "assistant", content: "It is sunny.", reasoning_content: "Easy.", finish_reason: "stop" };
    expect(conversation(request, response)).toEqual([
      { role: "system", parts: [{ kind: "text", text: "Be brief." }] },
      { role: "user", parts: [{ kind: "text", text: "Weather?" }] },
      { role: "assistant", parts: [{ kind: "call", name: "weather", id: "c1", input: '{\n  "city": "Rome"\n}' }] },
      { role: "tool", parts: [{ kind: "result", of: "c1", text: "sunny" }] },
      {
        role: "assistant",
        parts: [
          { kind: "reasoning", text: "Easy." },
          { kind: "text", text: "It is sunny." },
        ],
      },
    ]);
  });

  it("is read in the form of Anthropic's messages", () => {
    const request = {
      system: "Be brief.",
      messages: [
        { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "add", input: { a: 1 } }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: [{ type: "text", text: "2" }] }] },
      ],
    };
    expect(conversation(request, null)).toEqual([
      { role: "system", parts: [{ kind: "text", text: "Be brief." }] },
      { role: "assistant", parts: [{ kind: "call", name: "add", id: "t1", input: '{\n  "a": 1\n}' }] },
      { role: "user", parts: [{ kind: "result", of: "t1", text: "2" }] },
    ]);
  });

  it("is read in the form of OpenAI's responses", () => {
    const request = {
      instructions: "Be brief.",
      input: [
        { role: "user", content: [{ type: "input_text", text: "Hello" }] },
        { type: "function_call", call_id: "f1", name: "now", arguments: "{}" },
        { type: "function_call_output", call_id: "f1", output: "noon" },
      ],
    };
    expect(conversation(request, null).map(({ role, parts }) => [role, parts[0]?.kind])).toEqual([
      ["system", "text"],
      ["user", "text"],
      ["assistant", "call"],
      ["tool", "result"],
    ]);
    expect(conversation({ input: "Hello" }, null)).toEqual([
      { role: "user", parts: [{ kind: "text", text: "Hello" }] },
    ]);
  });

  it("shows what it does not understand, and the bytes of no image", () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
    const odd = { type: "hologram", depth: 3 };
    const [turn] = conversation({ messages: [{ role: "user", content: [image, odd] }] }, null);
    expect(turn?.parts[0]).toEqual({ kind: "image", source: "data:image/png;base64,…" });
    expect(turn?.parts[1]).toEqual({ kind: "other", text: JSON.stringify(odd, null, 2) });
    const vectors = { vectors: 2, dimensions: 3, vectors_hash: "ab" };
    expect(conversation({ input: ["a", "b"] }, vectors).at(-1)).toEqual({
      role: "answer",
      parts: [{ kind: "other", text: JSON.stringify(vectors, null, 2) }],
    });
  });
});
