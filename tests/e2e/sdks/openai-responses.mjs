// OpenAI's own SDK over its Responses API.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { echo, pixelUrl, place, prompts, resultsIn, verdict } from "./material.mjs";
import { none } from "./none.mjs";

export default function connect({ origin, key, provider, model, thinker }) {
  const baseURL = `${origin}/v1`;
  const client = new OpenAI({ baseURL, apiKey: key, maxRetries: 0 });
  const ask = (input, body = {}) => client.responses.create({ model, input, store: false, ...body });
  // The helper puts the response together, and refuses events that do not fit it.
  const gather = (input, body = {}) => client.responses.stream({ model, input, store: false, ...body }).finalResponse();
  const weather = { type: "function", name: "get_weather", strict: false, parameters: place };
  const calls = (response) => response.output.filter(({ type }) => type === "function_call");
  const check = (call) => assert.equal(typeof JSON.parse(call.arguments).city, "string");

  async function useTools(prompt, count, make = ask, body = {}) {
    const options = { tools: [weather], ...body };
    const input = [{ role: "user", content: prompt }];
    const asked = await make(input, options);
    assert.equal(asked.status, "completed");
    assert.equal(calls(asked).length, count);
    calls(asked).forEach(check);
    input.push(...asked.output);
    input.push(...calls(asked).map(({ call_id }) => ({ type: "function_call_output", call_id, output: '{"degrees": 21}' })));
    const answer = await make(input, options);
    assert.equal(resultsIn(answer.output_text), count);
    return asked;
  }

  return {
    models: none("the same as with its chat completions"),

    async chat() {
      const answer = await ask(prompts.chat, { instructions: "Be brief." });
      assert.equal(answer.output_text, echo(prompts.chat));
      assert.equal(answer.status, "completed");
      assert.equal(answer.instructions, "Be brief.");
      assert.ok(answer.usage.total_tokens > 0);
    },

    async stream() {
      let text = "";
      let completed;
      for await (const event of await ask(prompts.chat, { stream: true })) {
        if (event.type === "response.output_text.delta") text += event.delta;
        if (event.type === "response.completed") completed = event.response;
      }
      assert.equal(text, echo(prompts.chat));
      assert.ok(completed.usage.total_tokens > 0);
      assert.equal((await gather(prompts.chat)).output_text, text);
    },

    tools: () => useTools(prompts.tools, 1),
    parallel_tools: () => useTools(prompts.parallelTools, 2),

    async streamed_tools() {
      await useTools(prompts.parallelTools, 2, gather);
    },

    async vision() {
      const content = [
        { type: "input_text", text: "Describe it." },
        { type: "input_image", image_url: pixelUrl, detail: "auto" },
      ];
      assert.ok((await ask([{ role: "user", content }])).output_text.length > 0);
    },

    async structured_output() {
      const format = { type: "json_schema", name: "verdict", strict: true, schema: verdict };
      const answer = await client.responses.parse({ model, input: "Judge.", text: { format } });
      assert.equal(typeof JSON.parse(answer.output_text).verdict, "string");
    },

    async reasoning() {
      const body = {
        model: thinker,
        include: ["reasoning.encrypted_content"],
        ...(provider === "fireworks" ? {} : { reasoning: { effort: "low", summary: "auto" } }),
      };
      const answer = await ask(prompts.chat, body);
      assert.equal(answer.output_text, echo(prompts.chat));
      // OpenAI says only how many tokens it has thought.
      const thoughts = answer.output.filter(({ type }) => type === "reasoning");
      assert.ok(answer.usage.output_tokens_details.reasoning_tokens > 0 || thoughts[0].summary[0].text.length > 0);
      // What was thought before a call goes back with its results.
      for (const make of [ask, gather]) await useTools(prompts.parallelTools, 2, make, body);
    },

    embeddings: none("the same as with its chat completions"),

    async errors() {
      const stranger = new OpenAI({ baseURL, apiKey: "sk-nobody", maxRetries: 0 });
      await assert.rejects(stranger.responses.create({ model, input: "hi" }), OpenAI.AuthenticationError);
      await assert.rejects(ask("hi", { model: "nothing" }), OpenAI.PermissionDeniedError);
      await assert.rejects(ask("hi", { temperature: 3 }), (error) => {
        assert.ok(error instanceof OpenAI.UnprocessableEntityError);
        assert.equal(error.code, "validation_error");
        assert.equal(error.param, "temperature");
        assert.ok(error.requestID);
        return true;
      });
      await assert.rejects(ask("hi", { previous_response_id: "resp_1" }), (error) => {
        assert.ok(error instanceof OpenAI.BadRequestError);
        assert.equal(error.code, "not_stored");
        return true;
      });
      await assert.rejects(ask(prompts.busy), OpenAI.RateLimitError);
      await assert.rejects(ask("[[status=400]] hi"), OpenAI.InternalServerError);
    },

    async retries() {
      // The SDK gives up after a second, and asks again until the first request is answered.
      const prompt = `[[latency_ms=2500]] ${prompts.askedOnce(model)}`;
      const request = client.responses.create({ model, input: prompt }, { timeout: 1000, maxRetries: 6 });
      const { data, response } = await request.withResponse();
      assert.equal(data.output_text, echo(prompt));
      assert.equal(response.headers.get("idempotent-replayed"), "true");
    },

    async broken_stream() {
      const stream = await ask(prompts.brokenStream, { stream: true });
      await assert.rejects(async () => { for await (const _ of stream); }, OpenAI.APIError);
      await assert.rejects(gather(prompts.brokenStream), OpenAI.APIError);
    },

    async abort() {
      const stream = await ask(prompts.longStream, { stream: true });
      for await (const _ of stream) break;
      assert.ok(stream.controller.signal.aborted);
    },
  };
}
