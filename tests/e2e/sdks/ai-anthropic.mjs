// The AI SDK with its package for Anthropic.
import { createAnthropic } from "@ai-sdk/anthropic";
import { surfacesOf } from "./ai.mjs";

export default function connect(context) {
  const named = (apiKey) => createAnthropic({ baseURL: `${context.origin}/v1`, apiKey });
  const anthropic = named(context.key);
  return surfacesOf({
    context,
    chat: (name) => anthropic(name),
    stranger: (name) => named("sk-nobody")(name),
    thinking: { anthropic: { thinking: { type: "enabled", budgetTokens: 1024 } } },
  });
}
