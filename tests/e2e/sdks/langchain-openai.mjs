// LangChain's package for OpenAI: chat completions and embeddings.
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { surfacesOf } from "./langchain.mjs";
import { none } from "./none.mjs";

export default function connect(context) {
  const configuration = { baseURL: `${context.origin}/v1` };
  const options = { apiKey: context.key, configuration };
  return surfacesOf({
    context,
    chat: (more) => new ChatOpenAI({ ...options, ...more }),
    embeddings: (more) => new OpenAIEmbeddings({ ...options, ...more }),
    thinking: { reasoning: { effort: "low" } },
    structured: { method: "jsonSchema", strict: true },
    retries: none("the client does not mark what it repeats"),
  });
}
