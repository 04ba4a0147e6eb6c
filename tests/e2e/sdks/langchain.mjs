// LangChain over one of its chat models.
import assert from "node:assert/strict";
import { AIMessageChunk, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { echo, pixelUrl, place, prompts, resultsIn, verdict } from "./material.mjs";
import { none } from "./none.mjs";

// `chat` makes a chat model with these options besides; `embeddings` a model of embeddings, if the package has them; `thinking` are the
// options that make a model think, `structured` those of answers that follow a schema.
export function surfacesOf({ chat, embeddings, thinking, structured, retries, context: { model, thinker, embedder, provider } }) {
  const plain = chat({ model, maxRetries: 0 });
  const weather = tool(async () => "21 degrees", { name: "get_weather", description: "The weather of a city.", schema: place });
  const text = ({ content }) => (typeof content === "string" ? content : content.map((part) => part.text ?? "").join(""));

  async function useTools(prompt, count, { chatting = plain, streamed = false } = {}) {
    const withTools = chatting.bindTools([weather]);
    const messages = [new HumanMessage(prompt)];
    const asked = streamed ? await joined(withTools.stream(messages)) : await withTools.invoke(messages);
    assert.equal(asked.tool_calls.length, count);
    for (const call of asked.tool_calls) assert.equal(typeof call.args.city, "string");
    const results = asked.tool_calls.map(({ id }) => new ToolMessage({ tool_call_id: id, content: "21 degrees" }));
    assert.equal(resultsIn(text(await withTools.invoke([...messages, asked, ...results]))), count);
  }

  async function joined(stream) {
    let whole;
    for await (const chunk of await stream) whole = whole === undefined ? chunk : whole.concat(chunk);
    assert.ok(whole instanceof AIMessageChunk);
    return whole;
  }

  return {
    models: none("the client has no list"),

    async chat() {
      const answer = await plain.invoke(prompts.chat);
      assert.equal(text(answer), echo(prompts.chat));
      assert.ok(answer.usage_metadata.output_tokens > 0);
    },

    async stream() {
      const answer = await joined(plain.stream(prompts.chat));
      assert.equal(text(answer), echo(prompts.chat));
      assert.ok(answer.usage_metadata.output_tokens > 0);
    },

    tools: () => useTools(prompts.tools, 1),
    parallel_tools: () => useTools(prompts.parallelTools, 2),
    streamed_tools: () => useTools(prompts.parallelTools, 2, { streamed: true }),

    async vision() {
      const content = [{ type: "text", text: "Describe it." }, { type: "image_url", image_url: { url: pixelUrl } }];
      assert.ok(text(await plain.invoke([new HumanMessage({ content })])).length > 0);
    },

    async structured_output() {
      const answer = await plain.withStructuredOutput({ title: "verdict", ...verdict }, structured).invoke("Judge.");
      assert.equal(typeof answer.verdict, "string");
    },

    async reasoning() {
      const thinkingModel = chat({ model: thinker, maxRetries: 0, ...(provider === "fireworks" ? {} : thinking) });
      const answer = await thinkingModel.invoke(prompts.chat);
      assert.equal(text(answer), echo(prompts.chat));
      // The package does not send back what Fireworks' models have thought, and they want it with results of tools.
      if (provider !== "fireworks") await useTools(prompts.parallelTools, 2, { chatting: thinkingModel });
    },

    embeddings: embeddings === undefined ? none("the client has none")
      : embedder === "-" ? none("the provider has none")
      : async () => {
        const vectors = await embeddings({ model: embedder, maxRetries: 0 }).embedDocuments(["one", "two"]);
        assert.equal(vectors.length, 2);
        assert.ok(vectors[0].length > 0);
      },

    async errors() {
      const rejects = (promise, status) => assert.rejects(promise, (error) => {
        assert.equal(error.status, status, `${error.stack}`);
        return true;
      });
      await rejects(chat({ model, maxRetries: 0, apiKey: "sk-nobody" }).invoke("hi"), 401);
      await rejects(chat({ model: "nothing", maxRetries: 0 }).invoke("hi"), 403);
      await rejects(plain.invoke(prompts.busy), 429);
    },

    retries,

    async broken_stream() {
      await assert.rejects(joined(plain.stream(prompts.brokenStream)));
    },

    async abort() {
      const controller = new AbortController();
      await assert.rejects(async () => {
        for await (const _ of await plain.stream(prompts.longStream, { signal: controller.signal })) controller.abort();
      });
    },
  };
}
