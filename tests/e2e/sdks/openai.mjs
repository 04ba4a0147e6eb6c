// OpenAI's own SDK, with nothing changed but its base URL and its key. Usage: openai.mjs <base URL> <key> <model>
import assert from "node:assert/strict";
import OpenAI from "openai";

const [baseURL, apiKey, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const user = (content) => [{ role: "user", content }];
const weather = {
  type: "function",
  function: {
    name: "get_weather",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

const surfaces = {
  async models() {
    const names = [];
    for await (const listed of client.models.list()) names.push(listed.id);
    assert.deepEqual(names, [model]);
    assert.equal((await client.models.retrieve(model)).id, model);
    await assert.rejects(client.models.retrieve("nothing"), OpenAI.NotFoundError);
  },

  async chat() {
    const answer = await client.chat.completions.create({ model, messages: user("Say hello.") });
    assert.equal(answer.choices[0].message.content, "Echo: Say hello.");
    assert.equal(answer.choices[0].finish_reason, "stop");
    assert.ok(answer.usage.total_tokens > 0);
  },

  async stream() {
    const stream = await client.chat.completions.create({
      model, messages: user("Say hello."), stream: true, stream_options: { include_usage: true },
    });
    let text = "";
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, "Echo: Say hello.");
    assert.ok(usage.total_tokens > 0);
  },

  async tools() {
    const messages = user("[[tool_calls=2]] What is the weather?");
    const asked = await client.chat.completions.create({ model, messages, tools: [weather] });
    const { message, finish_reason } = asked.choices[0];
    assert.equal(finish_reason, "tool_calls");
    assert.equal(message.tool_calls.length, 2);
    messages.push(message);
    for (const call of message.tool_calls) {
      assert.equal(typeof JSON.parse(call.function.arguments).city, "string");
      messages.push({ role: "tool", tool_call_id: call.id, content: "{\"degrees\": 21}" });
    }
    messages.push({ role: "user", content: "So?" });
    const answer = await client.chat.completions.create({ model, messages, tools: [weather] });
    assert.equal(answer.choices[0].message.content, "Echo: So?");
  },

  async streamed_tools() {
    const runner = client.chat.completions.stream({
      model, messages: user("[[tool_calls=2]] What is the weather?"), tools: [weather],
    });
    const { choices } = await runner.finalChatCompletion();
    assert.equal(choices[0].message.tool_calls.length, 2);
    for (const call of choices[0].message.tool_calls) {
      assert.equal(typeof JSON.parse(call.function.arguments).city, "string");
    }
  },

  async vision() {
    const url = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const content = [{ type: "text", text: "Describe it." }, { type: "image_url", image_url: { url } }];
    const answer = await client.chat.completions.create({ model, messages: [{ role: "user", content }] });
    assert.ok(answer.choices[0].message.content.length > 0);
  },

  async structured_output() {
    const schema = {
      type: "object", properties: { verdict: { type: "string" } }, required: ["verdict"], additionalProperties: false,
    };
    const answer = await client.chat.completions.create({
      model, messages: user("Judge."),
      response_format: { type: "json_schema", json_schema: { name: "verdict", strict: true, schema } },
    });
    assert.equal(typeof JSON.parse(answer.choices[0].message.content).verdict, "string");
  },

  async errors() {
    const stranger = new OpenAI({ baseURL, apiKey: "sk-nobody", maxRetries: 0 });
    const ask = (asked, body) => asked.chat.completions.create({ model, messages: user("hi"), ...body });
    await assert.rejects(ask(stranger, {}), OpenAI.AuthenticationError);
    await assert.rejects(ask(client, { model: "nothing" }), OpenAI.PermissionDeniedError);
    await assert.rejects(ask(client, { temperature: 3 }), (error) => {
      assert.ok(error instanceof OpenAI.UnprocessableEntityError);
      assert.equal(error.code, "validation_error");
      assert.equal(error.param, "temperature");
      assert.ok(error.requestID);
      return true;
    });
    const busy = { messages: user("[[status=429 retry_after=1]] hi") };
    await assert.rejects(ask(client, busy), OpenAI.RateLimitError);
    await assert.rejects(ask(client, { messages: user("[[status=400]] hi") }), OpenAI.InternalServerError);
  },

  async retries() {
    // The SDK gives up after a second, and asks again until the first request is answered.
    const { data, response } = await client.chat.completions
      .create({ model, messages: user(`[[latency_ms=2500]] Asked once: ${model}`) }, { timeout: 1000, maxRetries: 6 })
      .withResponse();
    assert.equal(data.choices[0].message.content, `Echo: Asked once: ${model}`);
    assert.equal(response.headers.get("idempotent-replayed"), "true");
  },

  async broken_stream() {
    const messages = user("[[words=60]] [[error_after=4]] Tell me something.");
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    await assert.rejects(async () => { for await (const _ of stream); }, OpenAI.APIError);
  },

  async abort() {
    const messages = user("[[words=30]] [[chunk_ms=60]] Tell me something.");
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    for await (const _ of stream) break;
    assert.ok(stream.controller.signal.aborted);
  },
};

for (const [name, run] of Object.entries(surfaces)) {
  await run().catch((error) => { throw new Error(`${name}: ${error.stack}`, { cause: error }); });
  console.log(name);
}
