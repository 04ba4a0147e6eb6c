// The Worker's entry point: hands events to the WebAssembly module, and begins with a new instance of it after a
// trap, since a trapped one cannot be trusted any more. After the shim of Cloudflare's worker-build 0.8.
import { WorkerEntrypoint } from "cloudflare:workers";
import * as wasm from "./bindings.js";

Error.stackTraceLimit = 100;
const state = wasm.__worker_init_state();

function noteTrap(error) {
  if (error instanceof WebAssembly.RuntimeError) {
    console.error("Critical", error);
    state.criticalError = true;
  }
}

addEventListener("error", (event) => noteTrap(event.error));

async function guarded(handler) {
  if (state.criticalError) {
    console.log("Starting a new instance of the module");
    wasm.__wbg_reset_state();
    state.criticalError = false;
    state.instanceId++;
  }
  try {
    return await handler();
  } catch (error) {
    noteTrap(error);
    throw error;
  }
}

export default class extends WorkerEntrypoint {
  // handlers
}
