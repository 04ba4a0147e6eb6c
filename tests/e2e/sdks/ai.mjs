// The AI SDK of Vercel over one of its providers.
import assert from "node:assert/strict";
import { APICallError, Output, embedMany, generateText, isStepCount, jsonSchema, streamText, tool } from "ai";
import { echo, pixelUrl, place, prompts, resultsIn, verdict } from "./material.mjs";
import { none } from "./none.mjs";

// `chat` and `stranger` make a model of its name, with the key and with a wrong one; `embedding` one of embeddings, if the package has
// them; `thinking` are the options that make a model think, and `thinks` those for one that thinks without being asked.
export function surfacesOf({ chat, stranger, embedding, thinking, thinks = {}, context: { model, thinker, embedder, provider } }) {
  const ask = (prompt, options = {}) => generateText({ model: chat(model), maxRetries: 0, prompt, ...options });
  const stream = (prompt, options = {}) => streamText({ model: chat(model), maxRetries: 0, prompt, onError() {}, ...options });
  // Reads a stream to its end. The package tells errors to a callback only.
  async function readWhole(prompt, options) {
    const errors = [];
    const answer = stream(prompt, { ...options, onError: ({ error }) => errors.push(error) });
    await answer.consumeStream();
    if (errors.length > 0) throw errors[0];
    return answer;
  }
  const asked = [];
  const get_weather = tool({
    description: "The weather of a city.",
    inputSchema: jsonSchema(place),
    async execute({ city }) {
      assert.equal(typeof city, "string");
      asked.push(city);
      return { degrees: 21 };
    },
  });
  const tools = { tools: { get_weather }, stopWhen: isStepCount(3) };

  async function useTools(answer, count) {
    assert.equal(resultsIn(await answer.text), count);
    assert.equal(asked.splice(0).length, count);
    assert.equal((await answer.steps).length, 2);
  }

  return {
    models: none("the client has no list"),

    async chat() {
      const answer = await ask(prompts.chat);
      assert.equal(answer.text, echo(prompts.chat));
      assert.equal(answer.finishReason, "stop");
      assert.ok(answer.usage.inputTokens > 0 && answer.usage.outputTokens > 0);
    },

    async stream() {
      const answer = stream(prompts.chat);
      let text = "";
      for await (const part of answer.textStream) text += part;
      assert.equal(text, echo(prompts.chat));
      assert.ok((await answer.usage).outputTokens > 0);
    },

    tools: async () => useTools(await ask(prompts.tools, tools), 1),
    parallel_tools: async () => useTools(await ask(prompts.parallelTools, tools), 2),

    async streamed_tools() {
      await useTools(await readWhole(prompts.parallelTools, tools), 2);
    },

    async vision() {
      const content = [{ type: "text", text: "Describe it." }, { type: "file", mediaType: "image/png", data: pixelUrl }];
      const answer = await ask(undefined, { messages: [{ role: "user", content }] });
      assert.ok(answer.text.length > 0);
    },

    async structured_output() {
      const { output } = await ask("Judge.", { output: Output.object({ schema: jsonSchema(verdict), name: "verdict" }) });
      assert.equal(typeof output.verdict, "string");
    },

    async reasoning() {
      const model = chat(thinker);
      const options = { model, providerOptions: provider === "fireworks" ? thinks : thinking };
      const answer = await ask(prompts.chat, options);
      assert.equal(answer.text, echo(prompts.chat));
      assert.ok(answer.usage.outputTokenDetails.reasoningTokens > 0 || answer.reasoningText.length > 0);
      await useTools(await readWhole(prompts.parallelTools, { ...tools, ...options }), 2);
    },

    embeddings: embedding === undefined ? none("the client has none")
      : embedder === "-" ? none("the provider has none")
      : async () => {
        const { embeddings, usage } = await embedMany({ model: embedding(embedder), values: ["one", "two"], maxRetries: 0 });
        assert.equal(embeddings.length, 2);
        assert.ok(embeddings[0].length > 0 && usage.tokens > 0);
      },

    async errors() {
      const rejects = (promise, status) => assert.rejects(promise, (error) => {
        assert.ok(APICallError.isInstance(error), `${error}`);
        assert.equal(error.statusCode, status);
        // What Tollgate says, not the status's own words: the error was read in the provider's form.
        assert.ok(error.data?.error.message === error.message, `${error.message}: ${error.responseBody}`);
        return true;
      });
      await rejects(ask("hi", { model: stranger(model) }), 401);
      await rejects(ask("hi", { model: chat("nothing") }), 403);
      await rejects(ask(prompts.busy), 429);
    },

    retries: none("the client does not mark what it repeats"),

    async broken_stream() {
      let failed;
      const answer = stream(prompts.brokenStream, { onError: ({ error }) => { failed = error; } });
      let text = "";
      for await (const part of answer.textStream) text += part;
      assert.ok(failed !== undefined && text.length > 0);
    },

    async abort() {
      const controller = new AbortController();
      const answer = stream(prompts.longStream, { abortSignal: controller.signal });
      for await (const _ of answer.textStream) { controller.abort(); break; }
      assert.ok(controller.signal.aborted);
    },
  };
}
