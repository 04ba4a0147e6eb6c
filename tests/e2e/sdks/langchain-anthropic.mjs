// LangChain's package for Anthropic.
import { ChatAnthropic } from "@langchain/anthropic";
import { surfacesOf } from "./langchain.mjs";
import { none } from "./none.mjs";

export default function connect(context) {
  return surfacesOf({
    context,
    chat: (more) => new ChatAnthropic({ apiKey: context.key, anthropicApiUrl: context.origin, maxTokens: 4096, ...more }),
    thinking: { thinking: { type: "enabled", budget_tokens: 1024 } },
    structured: { method: "jsonSchema" },
    retries: none("the client does not mark what it repeats"),
  });
}
