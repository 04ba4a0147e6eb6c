/** @file The request that the form of the playground describes. */

import type { Schemas } from "../../api/client";
import { JOB_TYPE } from "./chat";

type Message = Schemas["ChatMessage"];

/** How the model is asked. What is empty is left to the model. */
export type Settings = {
  system: string;
  stream: boolean;
  temperature: number | "";
  max_tokens: number | "";
  reasoning_effort: Schemas["ReasoningEffort"] | "";
  /** A JSON list of tools, or nothing. */
  tools: string;
};

export const USUAL_SETTINGS: Settings = {
  system: "",
  stream: true,
  temperature: "",
  max_tokens: "",
  reasoning_effort: "",
  tools: "",
};

/** Tools to try out. */
export const EXAMPLE_TOOLS = JSON.stringify(
  [
    {
      type: "function",
      function: {
        name: "get_weather",
        description: "The weather of a city right now.",
        parameters: {
          type: "object",
          properties: { city: { type: "string", description: "The city's name" } },
          required: ["city"],
        },
      },
    },
  ],
  null,
  2,
);

/** Why the text of the tools is no list in JSON, if it is none. What else may be wrong with it, the API says. */
export function faultOfTools(text: string): string | null {
  if (text.trim() === "") return null;
  try {
    return Array.isArray(JSON.parse(text)) ? null : "This must be a JSON list of tools.";
  } catch (error) {
    return error instanceof Error ? error.message : "This is no JSON.";
  }
}

/** The body of the call. */
export function bodyOf(model: string, settings: Settings, messages: readonly Message[]) {
  const { system, stream, temperature, max_tokens, reasoning_effort, tools } = settings;
  const own: Message[] = system.trim() === "" ? [] : [{ role: "system", content: system }];
  return {
    model,
    messages: [...own, ...messages],
    ...(temperature === "" ? {} : { temperature }),
    ...(max_tokens === "" ? {} : { max_tokens }),
    ...(reasoning_effort === "" ? {} : { reasoning_effort }),
    ...(tools.trim() === "" ? {} : { tools: JSON.parse(tools) as unknown[] }),
    ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
}

/** The same call in a terminal. The key is read from the variable KEY: it stands nowhere else. */
export function curlOf(origin: string, body: unknown): string {
  const data = JSON.stringify(body, null, 2).replaceAll("'", `'\\''`);
  return [
    `curl ${origin}/v1/chat/completions \\`,
    `  -H "authorization: Bearer $KEY" \\`,
    `  -H 'content-type: application/json' \\`,
    `  -H 'tollgate-job-type: ${JOB_TYPE}' \\`,
    `  -d '${data}'`,
  ].join("\n");
}
