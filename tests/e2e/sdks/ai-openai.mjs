// The AI SDK with its package for OpenAI, which speaks the Responses API.
import { createOpenAI } from "@ai-sdk/openai";
import { surfacesOf } from "./ai.mjs";

export default function connect(context) {
  const named = (apiKey) => createOpenAI({ baseURL: `${context.origin}/v1`, apiKey });
  const openai = named(context.key);
  return surfacesOf({
    context,
    chat: (name) => openai(name),
    stranger: (name) => named("sk-nobody")(name),
    embedding: (name) => openai.embeddingModel(name),
    // Without `store: false` the package refers to what the model thought in place of sending it back.
    thinks: { openai: { forceReasoning: true, store: false } },
    // The package knows OpenAI's models that think by their names: an alias is told to it.
    thinking: { openai: { forceReasoning: true, reasoningEffort: "low", reasoningSummary: "auto", store: false } },
  });
}
