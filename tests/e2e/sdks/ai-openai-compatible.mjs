// The AI SDK with its package for servers that speak OpenAI's chat completions.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { surfacesOf } from "./ai.mjs";

export default function connect(context) {
  const named = (apiKey) => createOpenAICompatible({
    name: "tollgate", baseURL: `${context.origin}/v1`, apiKey, includeUsage: true, supportsStructuredOutputs: true,
  });
  const tollgate = named(context.key);
  return surfacesOf({
    context,
    chat: (name) => tollgate(name),
    stranger: (name) => named("sk-nobody")(name),
    embedding: (name) => tollgate.embeddingModel(name),
    thinking: { tollgate: { reasoningEffort: "low" } },
  });
}
