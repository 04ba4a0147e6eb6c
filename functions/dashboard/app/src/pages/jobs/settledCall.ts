/** @file A call that was just answered, with what it cost. */

import { api, read, type Schemas } from "../../api/client";

/** The call as operators read it. */
export type SettledCall = Pick<
  Schemas["CallDetail"],
  | "status"
  | "provider"
  | "resolved_model"
  | "model_used"
  | "prompt_tokens"
  | "cached_input_tokens"
  | "completion_tokens"
  | "reasoning_tokens"
  | "latency_ms"
  | "time_to_first_token_ms"
  | "settled_at"
  | "client_cost_usd"
> & {
  provider_cost_usd?: Schemas["CallDetail"]["provider_cost_usd"];
  profit_usd?: Schemas["CallDetail"]["profit_usd"];
};

/** How often a settlement is looked for, and how long is waited before each look, in milliseconds. */
const LOOKS = 8;
const FIRST_WAIT_MS = 150;

/** The call once it is settled, which happens after the answer; as far as it got where that takes long. */
export async function settledCall(callId: string): Promise<SettledCall | null> {
  let call: SettledCall | null = null;
  for (let look = 0, wait = FIRST_WAIT_MS; look < LOOKS; look++, wait *= 1.6) {
    await new Promise((done) => setTimeout(done, wait));
    const params = { path: { call_id: callId }, query: { bodies: false } };
    call = await read(api.GET("/api/calls/{call_id}", { params })).catch(() => call);
    if (call !== null && call.settled_at !== null) return call;
  }
  return call;
}
