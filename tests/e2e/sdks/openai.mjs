// OpenAI's own SDK: chat completions and embeddings.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { echo, pixelUrl, place, prompts, resultsIn, verdict } from "./material.mjs";
import { none } from "./none.mjs";

export default function connect({ origin, key, provider, model, thinker, embedder }) {
  const baseURL = `${origin}/v1`;
  const client = new OpenAI({ baseURL, apiKey: key, maxRetries: 0 });
  const ask = (content, body = {}) => {
    const messages = typeof content === "string" ? [{ role: "user", content }] : content;
    return client.chat.completions.create({ model, messages, ...body });
  };
  const weather = { type: "function", function: { name: "get_weather", parameters: place } };
  const check = (call) => assert.equal(typeof JSON.parse(call.function.arguments).city, "string");

  async function useTools(prompt, count) {
    const messages = [{ role: "user", content: prompt }];
    const { message, finish_reason } = (await ask(messages, { tools: [weather] })).choices[0];
    assert.equal(finish_reason, "tool_calls");
    assert.equal(message.tool_calls.length, count);
    message.tool_calls.forEach(check);
    const results = message.tool_calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: '{"degrees": 21}' }));
    const answer = await ask([...messages, message, ...results], { tools: [weather] });
    assert.equal(resultsIn(answer.choices[0].message.content), count);
  }

  return {
    async models() {
      const names = [];
      for await (const listed of client.models.list()) names.push(listed.id);
      assert.ok(names.includes(model));
      assert.equal((await client.models.retrieve(model)).id, model);
      await assert.rejects(client.models.retrieve("nothing"), OpenAI.NotFoundError);
    },

    async chat() {
      const answer = await ask(prompts.chat);
      assert.equal(answer.choices[0].message.content, echo(prompts.chat));
      assert.equal(answer.choices[0].finish_reason, "stop");
      assert.ok(answer.usage.total_tokens > 0);
    },

    async stream() {
      const stream = await ask(prompts.chat, { stream: true, stream_options: { include_usage: true } });
      let text = "";
      let usage;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? "";
        usage = chunk.usage ?? usage;
      }
      assert.equal(text, echo(prompts.chat));
      assert.ok(usage.total_tokens > 0);
    },

    tools: () => useTools(prompts.tools, 1),
    parallel_tools: () => useTools(prompts.parallelTools, 2),

    async streamed_tools() {
      const messages = [{ role: "user", content: prompts.parallelTools }];
      const { choices } = await client.chat.completions.stream({ model, messages, tools: [weather] }).finalChatCompletion();
      assert.equal(choices[0].message.tool_calls.length, 2);
      choices[0].message.tool_calls.forEach(check);
    },

    async vision() {
      const content = [{ type: "text", text: "Describe it." }, { type: "image_url", image_url: { url: pixelUrl } }];
      const answer = await ask([{ role: "user", content }]);
      assert.ok(answer.choices[0].message.content.length > 0);
    },

    async structured_output() {
      const json_schema = { name: "verdict", strict: true, schema: verdict };
      const answer = await ask("Judge.", { response_format: { type: "json_schema", json_schema } });
      assert.equal(typeof JSON.parse(answer.choices[0].message.content).verdict, "string");
    },

    async reasoning() {
      const answer = await ask(prompts.chat, { model: thinker, ...(provider === "fireworks" ? {} : { reasoning_effort: "low" }) });
      assert.equal(answer.choices[0].message.content, echo(prompts.chat));
      // OpenAI and Anthropic say only how many tokens they have thought, or what; the other two both.
      const { completion_tokens_details: { reasoning_tokens } } = answer.usage;
      assert.ok(reasoning_tokens > 0 || answer.choices[0].message.reasoning_content.length > 0);
    },

    embeddings: embedder === "-" ? none("the provider has none") : async () => {
      const input = ["one", "two"];
      const embed = (more) => client.embeddings.create({ model: embedder, input, dimensions: 256, ...more });
      // The SDK asks for base64 by itself, and reads it into numbers.
      const answer = await embed();
      assert.deepEqual(answer.data.map(({ index, embedding }) => [index, embedding.length]), [[0, 256], [1, 256]]);
      assert.ok(answer.usage.total_tokens > 0);
      const numbers = (await embed({ encoding_format: "float" })).data[1].embedding;
      const bytes = new Uint8Array(Buffer.from((await embed({ encoding_format: "base64" })).data[1].embedding, "base64"));
      for (const read of [numbers, new Float32Array(bytes.buffer)]) assert.deepEqual([...read], [...answer.data[1].embedding]);
      const [alone] = (await embed({ input: "two" })).data;
      assert.deepEqual([...alone.embedding], [...answer.data[1].embedding]);
    },

    async errors() {
      const stranger = new OpenAI({ baseURL, apiKey: "sk-nobody", maxRetries: 0 });
      const messages = [{ role: "user", content: "hi" }];
      await assert.rejects(stranger.chat.completions.create({ model, messages }), OpenAI.AuthenticationError);
      await assert.rejects(ask("hi", { model: "nothing" }), OpenAI.PermissionDeniedError);
      await assert.rejects(ask("hi", { temperature: 3 }), (error) => {
        assert.ok(error instanceof OpenAI.UnprocessableEntityError);
        assert.equal(error.code, "validation_error");
        assert.equal(error.param, "temperature");
        assert.ok(error.requestID);
        return true;
      });
      await assert.rejects(ask(prompts.busy), OpenAI.RateLimitError);
      await assert.rejects(ask("[[status=400]] hi"), OpenAI.InternalServerError);
    },

    async retries() {
      // The SDK gives up after a second, and asks again until the first request is answered.
      const prompt = `[[latency_ms=2500]] ${prompts.askedOnce(model)}`;
      const body = { model, messages: [{ role: "user", content: prompt }] };
      const request = client.chat.completions.create(body, { timeout: 1000, maxRetries: 6 });
      const { data, response } = await request.withResponse();
      assert.equal(data.choices[0].message.content, echo(prompt));
      assert.equal(response.headers.get("idempotent-replayed"), "true");
    },

    async broken_stream() {
      const stream = await ask(prompts.brokenStream, { stream: true });
      await assert.rejects(async () => { for await (const _ of stream); }, OpenAI.APIError);
    },

    async abort() {
      const stream = await ask(prompts.longStream, { stream: true });
      for await (const _ of stream) break;
      assert.ok(stream.controller.signal.aborted);
    },
  };
}
