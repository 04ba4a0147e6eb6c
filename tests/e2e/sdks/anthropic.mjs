// Anthropic's own SDK, with nothing changed but its base URL and its key. Usage: anthropic.mjs <base URL> <key> <model>
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";

const [baseURL, apiKey, model] = process.argv.slice(2);
const client = new Anthropic({ baseURL, apiKey, maxRetries: 0 });
const user = (content) => [{ role: "user", content }];
const asked = (content, more) => ({ model, max_tokens: 4000, messages: user(content), ...more });
const textOf = (message) => message.content.filter((block) => block.type === "text").map((block) => block.text).join("");
const callsOf = (message) => message.content.filter((block) => block.type === "tool_use");
const weather = {
  name: "get_weather",
  description: "The weather of a city.",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const image = { type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL } };

const surfaces = {
  async chat() {
    const message = await client.messages.create(asked("Say hello."));
    assert.equal(textOf(message), "Echo: Say hello.");
    assert.equal(message.stop_reason, "end_turn");
    assert.equal(message.model, model);
    assert.ok(message.usage.output_tokens > 0);
    assert.ok(message._request_id);
  },

  async stream() {
    let text = "";
    let usage;
    for await (const event of await client.messages.create(asked("Say hello.", { stream: true }))) {
      if (event.type === "content_block_delta") text += event.delta.text;
      if (event.type === "message_delta") usage = event.usage;
    }
    assert.equal(text, "Echo: Say hello.");
    assert.ok(usage.output_tokens > 0);
  },

  async tools() {
    const request = asked("[[tool_calls=1]] What is the weather?", { tools: [weather], tool_choice: { type: "auto" } });
    const message = await client.messages.create(request);
    assert.equal(message.stop_reason, "tool_use");
    const [call] = callsOf(message);
    assert.equal(call.name, "get_weather");
    assert.equal(typeof call.input.city, "string");
  },

  async parallel_tools() {
    const messages = user("[[tool_calls=2]] What is the weather?");
    const message = await client.messages.create({ model, max_tokens: 4000, messages, tools: [weather] });
    const calls = callsOf(message);
    assert.equal(calls.length, 2);
    assert.notEqual(calls[0].id, calls[1].id);
    messages.push({ role: "assistant", content: message.content });
    messages.push({
      role: "user",
      content: [
        ...calls.map(({ id }, place) => ({ type: "tool_result", tool_use_id: id, content: `${place}: 21 degrees`, is_error: place > 0 })),
        { type: "text", text: "So?" },
      ],
    });
    const answer = await client.messages.create({ model, max_tokens: 4000, messages, tools: [weather] });
    assert.equal(answer.stop_reason, "end_turn");
    assert.ok(textOf(answer).length > 0);
  },

  async streamed_tools() {
    const stream = client.messages.stream(asked("[[tool_calls=2]] What is the weather?", { tools: [weather] }));
    const inputs = [];
    stream.on("contentBlock", (block) => { if (block.type === "tool_use") inputs.push(block.input.city); });
    const message = await stream.finalMessage();
    assert.equal(message.stop_reason, "tool_use");
    assert.deepEqual(callsOf(message).map((call) => call.input.city), inputs);
    assert.equal(inputs.length, 2);
    assert.ok(inputs.every((city) => typeof city === "string"));
    assert.ok(message.usage.input_tokens > 0);
  },

  async vision() {
    const message = await client.messages.create(asked([{ type: "text", text: "Describe it." }, image]));
    assert.ok(textOf(message).length > 0);
  },

  async image_in_result() {
    const messages = user("[[tool_calls=1]] Look out of the window.");
    const message = await client.messages.create({ model, max_tokens: 4000, messages, tools: [weather] });
    const [{ id }] = callsOf(message);
    messages.push({ role: "assistant", content: message.content });
    messages.push({ role: "user", content: [{ type: "tool_result", tool_use_id: id, content: [image] }] });
    const answer = await client.messages.create({ model, max_tokens: 4000, messages, tools: [weather] });
    assert.ok(textOf(answer).length > 0);
  },

  async structured_output() {
    const schema = {
      type: "object", properties: { verdict: { type: "string" } }, required: ["verdict"], additionalProperties: false,
    };
    const message = await client.messages.create(asked("Judge.", { output_config: { format: { type: "json_schema", schema } } }));
    assert.equal(typeof JSON.parse(textOf(message)).verdict, "string");
  },

  // A model that does not think answers without.
  async reasoning() {
    const thinking = { type: "enabled", budget_tokens: 2048 };
    const message = await client.messages.create(asked("Why?", { thinking }));
    assert.equal(textOf(message), "Echo: Why?");
    const thoughts = message.content.filter((block) => block.type === "thinking");
    assert.ok(thoughts.every((block) => block.thinking.length > 0 && typeof block.signature === "string"));
    const messages = [...user("Why?"), { role: "assistant", content: message.content }, { role: "user", content: "And?" }];
    const answer = await client.messages.stream({ model, max_tokens: 4000, messages, thinking }).finalMessage();
    assert.equal(textOf(answer), "Echo: And?");
    assert.equal(answer.content.filter((block) => block.type === "thinking").length, thoughts.length);
  },

  async count_tokens() {
    const { input_tokens } = await client.messages.countTokens({ model, messages: user("Say hello.") });
    assert.ok(input_tokens > 0);
  },

  async errors() {
    const stranger = new Anthropic({ baseURL, apiKey: "sk-nobody", maxRetries: 0 });
    await assert.rejects(stranger.messages.create(asked("hi")), Anthropic.AuthenticationError);
    await assert.rejects(client.messages.create(asked("hi", { model: "nothing" })), Anthropic.PermissionDeniedError);
    await assert.rejects(client.messages.create(asked("hi", { temperature: 3 })), (error) => {
      assert.ok(error instanceof Anthropic.UnprocessableEntityError);
      assert.equal(error.type, "invalid_request_error");
      assert.equal(error.error.error.code, "validation_error");
      assert.ok(error.requestID);
      return true;
    });
    await assert.rejects(client.messages.create(asked("[[status=429 retry_after=1]] hi")), Anthropic.RateLimitError);
    await assert.rejects(client.messages.create(asked("[[status=400]] hi")), Anthropic.InternalServerError);
    const unknown = client.messages.countTokens({ model: "nothing", messages: user("hi") });
    await assert.rejects(unknown, Anthropic.NotFoundError);
  },

  async broken_stream() {
    const stream = await client.messages.create(asked("[[words=60]] [[error_after=4]] Tell me something.", { stream: true }));
    await assert.rejects(async () => { for await (const _ of stream); }, (error) => {
      assert.ok(error instanceof Anthropic.APIError);
      assert.equal(error.type, "api_error");
      return true;
    });
  },

  async abort() {
    const stream = await client.messages.create(asked("[[words=30]] [[chunk_ms=60]] Tell me something.", { stream: true }));
    for await (const _ of stream) break;
    assert.ok(stream.controller.signal.aborted);
  },
};

for (const [name, run] of Object.entries(surfaces)) {
  await run().catch((error) => { throw new Error(`${name}: ${error.stack}`, { cause: error }); });
  console.log(name);
}
