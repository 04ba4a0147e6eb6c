/**
 * @file A kept request and its answer as a conversation. Requests are kept as they came, in the form of OpenAI's chat
 * completions or responses or of Anthropic's messages; answers in Tollgate's own form.
 */

/** A piece of what somebody said. */
export type Part =
  | { kind: "text" | "reasoning" | "refusal"; text: string }
  | { kind: "image"; source: string }
  | { kind: "call"; name: string; id: string | null; input: string }
  | { kind: "result"; of: string | null; text: string }
  | { kind: "other"; text: string };

/** What somebody said. */
export type Turn = { role: string; parts: Part[] };

type Json = Record<string, unknown>;

/** The conversation, oldest first. Whatever is not understood is shown as JSON: nothing is left out. */
export function conversation(request: unknown, response: unknown): Turn[] {
  const turns: Turn[] = [];
  if (isObject(request)) {
    for (const name of ["system", "instructions"]) {
      if (request[name] != null) turns.push({ role: "system", parts: partsOf(request[name]) });
    }
    const said = request.messages ?? request.input;
    if (typeof said === "string") turns.push({ role: "user", parts: [{ kind: "text", text: said }] });
    if (Array.isArray(said)) turns.push(...said.map(turnOf));
  }
  if (isObject(response)) turns.push(answerOf(response));
  return turns;
}

function turnOf(message: unknown): Turn {
  if (typeof message === "string") return { role: "user", parts: [{ kind: "text", text: message }] };
  if (!isObject(message)) return { role: "unknown", parts: [other(message)] };
  if (message.role === undefined) return { role: roleOfItem(message), parts: [partOf(message)] };
  const role = String(message.role);
  if (role === "tool") {
    const of = textOrNull(message.tool_call_id);
    return { role, parts: [{ kind: "result", of, text: plain(message.content) }] };
  }
  return { role, parts: partsOfMessage(message) };
}

/** Items of OpenAI's responses are not all messages. */
function roleOfItem(item: Json): string {
  return String(item.type ?? "").endsWith("_output") ? "tool" : "assistant";
}

function answerOf(response: Json): Turn {
  // Embeddings are kept as a number and a hash.
  if (!("content" in response) && !("tool_calls" in response)) return { role: "answer", parts: [other(response)] };
  return { role: "assistant", parts: partsOfMessage(response) };
}

function partsOfMessage(message: Json): Part[] {
  const parts: Part[] = [];
  if (typeof message.reasoning_content === "string" && message.reasoning_content !== "") {
    parts.push({ kind: "reasoning", text: message.reasoning_content });
  }
  parts.push(...partsOf(message.content));
  if (typeof message.refusal === "string") parts.push({ kind: "refusal", text: message.refusal });
  if (Array.isArray(message.tool_calls)) parts.push(...message.tool_calls.map(toolCall));
  return parts;
}

function partsOf(content: unknown): Part[] {
  if (content === null || content === undefined || content === "") return [];
  if (typeof content === "string") return [{ kind: "text", text: content }];
  return Array.isArray(content) ? content.map(partOf) : [other(content)];
}

function partOf(part: unknown): Part {
  if (typeof part === "string") return { kind: "text", text: part };
  if (!isObject(part)) return other(part);
  switch (part.type) {
    case "text":
    case "input_text":
    case "output_text":
      return { kind: "text", text: String(part.text ?? "") };
    case "thinking":
      return { kind: "reasoning", text: String(part.thinking ?? "") };
    case "refusal":
      return { kind: "refusal", text: String(part.refusal ?? "") };
    case "image":
    case "image_url":
    case "input_image":
      return { kind: "image", source: sourceOf(part) };
    case "tool_use":
      return { kind: "call", name: String(part.name), id: textOrNull(part.id), input: pretty(part.input) };
    case "function_call":
      return { kind: "call", name: String(part.name), id: textOrNull(part.call_id), input: pretty(part.arguments) };
    case "tool_result":
      return { kind: "result", of: textOrNull(part.tool_use_id), text: plain(part.content) };
    case "function_call_output":
      return { kind: "result", of: textOrNull(part.call_id), text: plain(part.output) };
    default:
      return other(part);
  }
}

function toolCall(call: unknown): Part {
  const called = isObject(call) ? call.function : undefined;
  if (!isObject(call) || !isObject(called)) return other(call);
  return { kind: "call", name: String(called.name), id: textOrNull(call.id), input: pretty(called.arguments) };
}

function sourceOf(part: Json): string {
  const link = isObject(part.image_url) ? part.image_url.url : (part.image_url ?? part.source);
  const text = typeof link === "string" ? link : isObject(link) ? String(link.url ?? link.media_type ?? "") : "";
  // The bytes of an image are of no use to a reader.
  return text.startsWith("data:") ? `${text.slice(0, text.indexOf(",") + 1 || 40)}…` : text;
}

/** The text of a result, which may be in parts. */
function plain(content: unknown): string {
  if (typeof content === "string") return content;
  const parts = partsOf(content);
  const texts = parts.flatMap((part) => (part.kind === "text" ? [part.text] : []));
  return texts.length === parts.length ? texts.join("\n") : pretty(content);
}

/** JSON for reading, of a value or of a text that has JSON in it. */
export function pretty(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value, null, 2) ?? "";
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

function other(value: unknown): Part {
  return { kind: "other", text: pretty(value) };
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
