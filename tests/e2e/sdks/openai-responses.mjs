// OpenAI's own SDK over its Responses API, with nothing changed but its base URL and its key.
// Usage: openai-responses.mjs <base URL> <key> <model>
import assert from "node:assert/strict";
import OpenAI from "openai";

const [baseURL, apiKey, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const user = (content) => ({ role: "user", content });
const weather = {
  type: "function",
  name: "get_weather",
  strict: false,
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const calls = (response) => response.output.filter((item) => item.type === "function_call");

const surfaces = {
  async chat() {
    const response = await client.responses.create({ model, input: "Say hello.", instructions: "Be brief." });
    assert.equal(response.output_text, "Echo: Say hello.");
    assert.equal(response.status, "completed");
    assert.equal(response.instructions, "Be brief.");
    assert.ok(response.usage.total_tokens > 0);
  },

  async stream() {
    const stream = await client.responses.create({ model, input: "Say hello.", stream: true });
    let text = "";
    let completed;
    for await (const event of stream) {
      if (event.type === "response.output_text.delta") text += event.delta;
      if (event.type === "response.completed") completed = event.response;
    }
    assert.equal(text, "Echo: Say hello.");
    assert.ok(completed.usage.total_tokens > 0);
    // The helper puts the response together and checks every event against it.
    const final = await client.responses.stream({ model, input: "Say hello." }).finalResponse();
    assert.equal(final.output_text, "Echo: Say hello.");
  },

  async tools() {
    const input = [user("[[tool_calls=2]] What is the weather?")];
    const asked = await client.responses.create({ model, input, tools: [weather], store: false });
    assert.equal(calls(asked).length, 2);
    input.push(...asked.output);
    for (const call of calls(asked)) {
      assert.equal(typeof JSON.parse(call.arguments).city, "string");
      input.push({ type: "function_call_output", call_id: call.call_id, output: "{\"degrees\": 21}" });
    }
    input.push(user("So?"));
    const answer = await client.responses.create({ model, input, tools: [weather], store: false });
    assert.equal(answer.output_text, "Echo: So?");
  },

  async streamed_tools() {
    const input = "[[tool_calls=2]] What is the weather?";
    const runner = client.responses.stream({ model, input, tools: [weather] });
    const parts = {};
    runner.on("response.function_call_arguments.delta", (event) => {
      parts[event.item_id] = (parts[event.item_id] ?? "") + event.delta;
    });
    const final = await runner.finalResponse();
    assert.equal(calls(final).length, 2);
    for (const call of calls(final)) {
      assert.equal(typeof JSON.parse(call.arguments).city, "string");
      assert.equal(parts[call.id], call.arguments);
    }
  },

  async vision() {
    const image_url = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const content = [
      { type: "input_text", text: "Describe it." },
      { type: "input_image", image_url, detail: "auto" },
    ];
    const answer = await client.responses.create({ model, input: [user(content)] });
    assert.ok(answer.output_text.length > 0);
  },

  async structured_output() {
    const schema = {
      type: "object", properties: { verdict: { type: "string" } }, required: ["verdict"], additionalProperties: false,
    };
    const answer = await client.responses.parse({
      model, input: "Judge.", text: { format: { type: "json_schema", name: "verdict", strict: true, schema } },
    });
    assert.equal(typeof JSON.parse(answer.output_text).verdict, "string");
  },

  async reasoning() {
    // A model that does not reason answers all the same.
    const reasoning = { effort: "low", summary: "auto" };
    const include = ["reasoning.encrypted_content"];
    const input = [user("[[tool_calls=1]] Think.")];
    const asked = await client.responses.create({ model, input, tools: [weather], reasoning, include, store: false });
    for (const item of asked.output.filter((item) => item.type === "reasoning")) {
      assert.ok(item.encrypted_content.length > 0);
    }
    const [call] = calls(asked);
    input.push(...asked.output, { type: "function_call_output", call_id: call.call_id, output: "sunny" });
    const stream = client.responses.stream({ model, input, tools: [weather], reasoning, include, store: false });
    assert.equal((await stream.finalResponse()).output_text, "Tool results: sunny");
  },

  async errors() {
    const stranger = new OpenAI({ baseURL, apiKey: "sk-nobody", maxRetries: 0 });
    const ask = (asked, body) => asked.responses.create({ model, input: "hi", ...body });
    await assert.rejects(ask(stranger, {}), OpenAI.AuthenticationError);
    await assert.rejects(ask(client, { model: "nothing" }), OpenAI.PermissionDeniedError);
    await assert.rejects(ask(client, { temperature: 3 }), (error) => {
      assert.ok(error instanceof OpenAI.UnprocessableEntityError);
      assert.equal(error.code, "validation_error");
      assert.equal(error.param, "temperature");
      assert.ok(error.requestID);
      return true;
    });
    await assert.rejects(ask(client, { previous_response_id: "resp_1" }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.equal(error.code, "not_stored");
      return true;
    });
    await assert.rejects(ask(client, { input: "[[status=429 retry_after=1]] hi" }), OpenAI.RateLimitError);
    await assert.rejects(ask(client, { input: "[[status=400]] hi" }), OpenAI.InternalServerError);
  },

  async broken_stream() {
    const input = "[[words=60]] [[error_after=4]] Tell me something.";
    const stream = await client.responses.create({ model, input, stream: true });
    await assert.rejects(async () => { for await (const _ of stream); }, OpenAI.APIError);
    await assert.rejects(client.responses.stream({ model, input }).finalResponse(), OpenAI.APIError);
  },

  async abort() {
    const input = "[[words=30]] [[chunk_ms=60]] Tell me something.";
    const stream = await client.responses.create({ model, input, stream: true });
    for await (const _ of stream) break;
    assert.ok(stream.controller.signal.aborted);
  },
};

for (const [name, run] of Object.entries(surfaces)) {
  await run().catch((error) => { throw new Error(`${name}: ${error.stack}`, { cause: error }); });
  console.log(name);
}
