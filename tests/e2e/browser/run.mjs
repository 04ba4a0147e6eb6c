// Runs trials. `--list` prints their names. Otherwise a line of input is a trial's name, and a line of output, as JSON, what
// became of it; trials run side by side. It ends with its input.
import { createInterface } from "node:readline";
import { launch } from "./browser.mjs";
import { ROOMS } from "./rooms.mjs";
import { Stage } from "./stage.mjs";
import { TRIALS } from "./trials.mjs";

await Promise.all(ROOMS.map((room) => import(`./${room}.mjs`)));

if (process.argv.includes("--list")) {
  for (const sentence of TRIALS.keys()) console.log(sentence);
  process.exit(0);
}

const browser = await launch();
const running = new Set();
for await (const sentence of createInterface({ input: process.stdin })) {
  const one = run(sentence).finally(() => running.delete(one));
  running.add(one);
}
await Promise.all(running);
await browser.close();

async function run(sentence) {
  const stage = new Stage(browser);
  let failure = null;
  try {
    const body = TRIALS.get(sentence);
    if (body === undefined) throw new Error("no such trial");
    await body(stage);
    stage.checkWhatPagesSaid();
  } catch (error) {
    failure = [error.stack ?? String(error), ...stage.whatPagesSaid()].join("\n");
    await stage.keepPicture(sentence);
  } finally {
    await stage.close();
  }
  console.log(JSON.stringify({ trial: sentence, failure }));
}
