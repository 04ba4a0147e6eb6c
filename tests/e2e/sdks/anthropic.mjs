// Anthropic's own SDK.
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { echo, pixel, place, prompts, resultsIn, verdict } from "./material.mjs";
import { none } from "./none.mjs";

export default function connect({ origin, key, provider, model, thinker }) {
  const client = new Anthropic({ baseURL: origin, apiKey: key, maxRetries: 0 });
  const body = (content, more = {}) => ({
    model, max_tokens: 4096, messages: typeof content === "string" ? [{ role: "user", content }] : content, ...more,
  });
  const ask = (content, more) => client.messages.create(body(content, more));
  const text = ({ content }) => content.filter(({ type }) => type === "text").map((block) => block.text).join("");
  const tools = [{ name: "get_weather", description: "The weather of a city.", input_schema: place }];
  const called = ({ content }) => content.filter(({ type }) => type === "tool_use");

  async function useTools(prompt, count, { streamed = false, ...more } = {}) {
    const request = body(prompt, { tools, ...more });
    const asked = streamed ? await client.messages.stream(request).finalMessage() : await client.messages.create(request);
    assert.equal(asked.stop_reason, "tool_use");
    const calls = called(asked);
    assert.equal(calls.length, count);
    for (const { input } of calls) assert.equal(typeof input.city, "string");
    const results = calls.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: "21 degrees" }));
    const turns = [...request.messages, { role: "assistant", content: asked.content }, { role: "user", content: results }];
    assert.equal(resultsIn(text(await ask(turns, { tools, ...more }))), count);
  }

  return {
    models: none("the client's list has another form"),

    async chat() {
      const answer = await ask(prompts.chat);
      assert.equal(text(answer), echo(prompts.chat));
      assert.equal(answer.stop_reason, "end_turn");
      assert.ok(answer.usage.input_tokens > 0 && answer.usage.output_tokens > 0);
      assert.ok(answer._request_id);
      const { input_tokens } = await client.messages.countTokens({ model, messages: [{ role: "user", content: prompts.chat }] });
      assert.ok(input_tokens > 0);
    },

    async stream() {
      const stream = client.messages.stream(body(prompts.chat));
      let told = "";
      stream.on("text", (part) => { told += part; });
      const answer = await stream.finalMessage();
      assert.equal(told, echo(prompts.chat));
      assert.equal(text(answer), told);
      assert.ok(answer.usage.input_tokens > 0 && answer.usage.output_tokens > 0);
    },

    tools: () => useTools(prompts.tools, 1),
    parallel_tools: () => useTools(prompts.parallelTools, 2),
    streamed_tools: () => useTools(prompts.parallelTools, 2, { streamed: true }),

    async vision() {
      const source = { type: "base64", media_type: "image/png", data: pixel };
      const content = [{ type: "text", text: "Describe it." }, { type: "image", source }];
      assert.ok(text(await ask([{ role: "user", content }])).length > 0);
    },

    async structured_output() {
      const format = { type: "json_schema", schema: verdict };
      assert.equal(typeof JSON.parse(text(await ask("Judge.", { output_config: { format } }))).verdict, "string");
    },

    async reasoning() {
      const thinking = { type: "enabled", budget_tokens: 1024 };
      const answer = await ask(prompts.chat, { model: thinker, thinking });
      assert.equal(text(answer), echo(prompts.chat));
      // OpenAI does not show what its models think.
      assert.equal(answer.content.some(({ type }) => type === "thinking"), provider !== "openai");
      await useTools(prompts.parallelTools, 2, { model: thinker, thinking });
      await useTools(prompts.parallelTools, 2, { model: thinker, thinking, streamed: true });
    },

    embeddings: none("the client has none"),

    async errors() {
      const stranger = new Anthropic({ baseURL: origin, apiKey: "sk-nobody", maxRetries: 0 });
      await assert.rejects(stranger.messages.create(body("hi")), Anthropic.AuthenticationError);
      await assert.rejects(ask("hi", { model: "nothing" }), Anthropic.PermissionDeniedError);
      await assert.rejects(ask("hi", { temperature: 3 }), (error) => {
        assert.ok(error instanceof Anthropic.UnprocessableEntityError || error instanceof Anthropic.BadRequestError);
        assert.equal(error.error.type, "error");
        assert.equal(error.error.error.type, "invalid_request_error");
        assert.match(error.error.error.message, /temperature/);
        assert.ok(error.requestID);
        return true;
      });
      await assert.rejects(ask(prompts.busy), Anthropic.RateLimitError);
      await assert.rejects(ask("[[status=400]] hi"), Anthropic.InternalServerError);
    },

    async retries() {
      // The SDK gives up after a second, and asks again until the first request is answered.
      const prompt = `[[latency_ms=2500]] ${prompts.askedOnce(model)}`;
      const request = client.messages.create(body(prompt), { timeout: 1000, maxRetries: 6 });
      const { data, response } = await request.withResponse();
      assert.equal(text(data), echo(prompt));
      assert.equal(response.headers.get("idempotent-replayed"), "true");
    },

    async broken_stream() {
      await assert.rejects(client.messages.stream(body(prompts.brokenStream)).finalMessage(), Anthropic.APIError);
    },

    async abort() {
      const stream = client.messages.stream(body(prompts.longStream));
      await assert.rejects(async () => { for await (const _ of stream) stream.abort(); }, Anthropic.APIUserAbortError);
      assert.ok(stream.aborted);
    },
  };
}
