// Embeddings with OpenAI's own SDK, with nothing changed but its base URL and its key.
// Usage: openai-embeddings.mjs <base URL> <key> <model>
import assert from "node:assert/strict";
import OpenAI from "openai";

const [baseURL, apiKey, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const vectors = (answer) => answer.data.map((item) => Array.from(item.embedding));

const surfaces = {
  // The SDK asks for base64 by itself and reads it into numbers.
  async embeddings() {
    const answer = await client.embeddings.create({ model, input: "Say hello." });
    assert.equal(answer.object, "list");
    assert.equal(answer.data.length, 1);
    assert.equal(answer.model, model);
    assert.ok(answer.usage.prompt_tokens > 0);
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens);
    assert.ok(answer.data[0].embedding.length > 100);
  },

  async batches() {
    const input = ["one", "two", "three"];
    const together = vectors(await client.embeddings.create({ model, input, dimensions: 64 }));
    assert.deepEqual(together.map((vector) => vector.length), [64, 64, 64]);
    for (const [place, text] of input.entries()) {
      const [alone] = vectors(await client.embeddings.create({ model, input: text, dimensions: 64 }));
      assert.deepEqual(alone, together[place]);
    }
  },

  async formats() {
    const body = { model, input: "The same numbers.", dimensions: 64 };
    const [read] = vectors(await client.embeddings.create(body));
    const [numbers] = vectors(await client.embeddings.create({ ...body, encoding_format: "float" }));
    const text = (await client.embeddings.create({ ...body, encoding_format: "base64" })).data[0].embedding;
    assert.deepEqual(numbers, read);
    const bytes = new Uint8Array(Buffer.from(text, "base64"));
    assert.deepEqual(Array.from(new Float32Array(bytes.buffer)), read);
  },

  async repetition() {
    const options = { headers: { "Idempotency-Key": "embeddings-of-an-sdk" } };
    const body = { model, input: "once", dimensions: 64 };
    const first = await client.embeddings.create(body, options).withResponse();
    // It is kept with the settlement, which comes just after the answer.
    for (let left = 50; left > 0; left -= 1) {
      const again = await client.embeddings.create(body, options).withResponse().catch((error) => error);
      if (again instanceof OpenAI.ConflictError) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        continue;
      }
      assert.deepEqual(vectors(again.data), vectors(first.data));
      assert.equal(again.response.headers.get("idempotent-replayed"), "true");
      return;
    }
    assert.fail("the first request is still in progress");
  },

  async errors() {
    const ask = (body) => client.embeddings.create({ model, input: "hi", ...body });
    await assert.rejects(ask({ model: "nothing" }), OpenAI.PermissionDeniedError);
    await assert.rejects(ask({ input: "" }), (error) => {
      assert.ok(error instanceof OpenAI.UnprocessableEntityError);
      assert.equal(error.code, "validation_error");
      assert.equal(error.param, "input");
      return true;
    });
    await assert.rejects(ask({ input: "[[status=429 retry_after=1]] hi" }), OpenAI.RateLimitError);
    await assert.rejects(
      client.chat.completions.create({ model, messages: [{ role: "user", content: "hi" }] }),
      (error) => {
        assert.ok(error instanceof OpenAI.UnprocessableEntityError);
        assert.equal(error.code, "wrong_model_kind");
        return true;
      },
    );
  },
};

for (const [name, run] of Object.entries(surfaces)) {
  await run().catch((error) => { throw new Error(`${name}: ${error.stack}`, { cause: error }); });
  console.log(name);
}
