/** @file Putting a streamed answer together. */

import type { Schemas } from "../../api/client";

/** A message of the assistant as it is sent back: with the members that it came with. */
export type Said = Schemas["ChatAnswerMessage"];
type Delta = Schemas["ChatDelta"];
type ToolCall = Schemas["ChatToolCall"];

/** The message before anything was said. */
export const NOTHING_SAID: Said = { role: "assistant", content: null };

/** The message with what is new. */
export function withDelta(said: Said, delta: Delta): Said {
  const next = { ...said };
  if (delta.content) next.content = (said.content ?? "") + delta.content;
  if (delta.refusal) next.refusal = (said.refusal ?? "") + delta.refusal;
  if (delta.reasoning_content) next.reasoning_content = (said.reasoning_content ?? "") + delta.reasoning_content;
  if (delta.thinking_blocks) next.thinking_blocks = [...(said.thinking_blocks ?? []), ...delta.thinking_blocks];
  if (delta.tool_calls) next.tool_calls = withCalls(said.tool_calls ?? [], delta.tool_calls);
  return next;
}

/** A call comes in parts: its id and name first, then the pieces of its arguments. */
function withCalls(calls: readonly ToolCall[], parts: NonNullable<Delta["tool_calls"]>): ToolCall[] {
  const next = [...calls];
  for (const part of parts) {
    const before = next[part.index];
    next[part.index] = {
      id: part.id ?? before?.id ?? "",
      type: "function",
      function: {
        name: part.function?.name ?? before?.function.name ?? "",
        arguments: (before?.function.arguments ?? "") + (part.function?.arguments ?? ""),
      },
    };
  }
  return next;
}

/** Whether anything was said that a reader waits for. */
export function saysSomething({ content, refusal, reasoning_content, tool_calls }: Delta): boolean {
  return Boolean(content || refusal || reasoning_content || tool_calls?.length);
}
