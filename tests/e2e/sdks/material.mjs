// What all clients are tried with. The simulated providers read directives in double square brackets.

// An image of one pixel, as base64 and as a data URL.
export const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
export const pixelUrl = `data:image/png;base64,${pixel}`;

// The schema of a tool's arguments, and of a structured answer.
export const place = {
  type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false,
};
export const verdict = {
  type: "object", properties: { verdict: { type: "string" } }, required: ["verdict"], additionalProperties: false,
};

export const prompts = {
  chat: "Say hello.",
  tools: "[[tool_calls=1]] What is the weather?",
  parallelTools: "[[tool_calls=2]] What is the weather?",
  // The text by which the trial finds how often the provider was asked.
  askedOnce: (model) => `Asked once: ${model}`,
  busy: "[[status=429 retry_after=1]] hi",
  brokenStream: "[[words=60]] [[error_after=8]] Tell me something.",
  longStream: "[[words=30]] [[chunk_ms=60]] Tell me something.",
};

// The answer to a prompt: directives are taken out.
export const echo = (prompt) => `Echo: ${prompt.replace(/\[\[.*?\]\]/g, "").trim()}`;

// The answer to results of tools repeats them: so many have reached the provider.
export const resultsIn = (text) => (text.startsWith("Tool results:") ? text.split("21").length - 1 : 0);
