// Tries one client's surfaces against a model of one provider, and prints what became of each: a line of JSON a surface.
// Usage: run.mjs <client> <origin> <key> <provider> <model> <model that thinks> <model of embeddings, or -> <surface>...
import { None } from "./none.mjs";

const [client, origin, key, provider, model, thinker, embedder, ...names] = process.argv.slice(2);
const { default: connect } = await import(`./${client}.mjs`);
const surfaces = connect({ origin, key, provider, model, thinker, embedder });
const unknown = Object.keys(surfaces).filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`${client}: nobody asks for ${unknown}`);

async function outcome(surface) {
  if (surface === undefined) return { failed: "the client does not say" };
  if (surface instanceof None) return { none: surface.reason };
  try {
    const said = await surface();
    return said instanceof None ? { none: said.reason } : { green: true };
  } catch (error) {
    return { failed: `${error.stack}\n${JSON.stringify(error.cause ?? error)}`.slice(0, 4000) };
  }
}

for (const name of names) {
  console.log(JSON.stringify({ surface: name, ...(await outcome(surfaces[name])) }));
}
// Some SDKs keep connections open.
process.exit(0);
