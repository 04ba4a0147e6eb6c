/** @file Making a call as a team: with its virtual key, as the team's own application would. */

import type { Schemas } from "../../api/client";
import { ApiError, refusal, unreachable } from "../../api/error";
import { NOTHING_SAID, type Said, saysSomething, withDelta } from "./answer";
import { eventsOf } from "./events";

/** The type of the jobs that are opened here, by which reports can tell them from customers' jobs. */
export const JOB_TYPE = "playground";

/** A call that was answered, whole or until it was stopped. */
export type Answered = {
  said: Said;
  finishReason: Schemas["FinishReason"] | null;
  usage: Schemas["ChatUsage"] | null;
  ids: Ids;
  /** From sending the request to the end of the answer, as this browser saw it, in milliseconds. */
  tookMs: number;
  /** The same until the model said something; null for a whole answer. */
  firstTokenMs: number | null;
  /** What the model does not take and was left out. */
  dropped: string | null;
};

/** What a call is found by. */
export type Ids = { jobId: string | null; callId: string | null; requestId: string | null };

type Watch = {
  /** The call was admitted: its hold is taken. */
  onBegun: (ids: Ids) => void;
  /** What was said so far. */
  onSaid: (said: Said) => void;
};

type Body = Record<string, unknown> & { stream?: boolean };

/**
 * Makes a call.
 *
 * @throws ApiError when it is refused, or fails behind an answer that has begun; the signal's reason when it is stopped.
 */
export async function chat(key: string, body: Body, signal: AbortSignal, watch: Watch): Promise<Answered> {
  const sentAt = performance.now();
  const response = await send(key, body, signal);
  const { headers } = response;
  if (!response.ok) throw refusal(response, await response.json().catch(() => undefined));
  const answered: Answered = {
    said: NOTHING_SAID,
    finishReason: null,
    usage: null,
    ids: {
      jobId: headers.get("tollgate-job-id"),
      callId: headers.get("tollgate-call-id"),
      requestId: headers.get("x-request-id"),
    },
    tookMs: 0,
    firstTokenMs: null,
    dropped: headers.get("tollgate-dropped"),
  };
  watch.onBegun(answered.ids);
  if (body.stream && response.body !== null) {
    for await (const event of eventsOf(response.body)) {
      if (event !== "[DONE]") take(answered, event, performance.now() - sentAt, response, watch);
    }
    if (answered.finishReason === null) throw cutOff(answered.ids);
  } else {
    const whole = (await response.json()) as Schemas["ChatCompletion"];
    answered.said = whole.choices[0]?.message ?? NOTHING_SAID;
    answered.finishReason = whole.choices[0]?.finish_reason ?? null;
    answered.usage = whole.usage;
    answered.dropped ??= whole.tollgate.dropped?.join(", ") || null;
  }
  answered.tookMs = performance.now() - sentAt;
  return answered;
}

async function send(key: string, body: Body, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch("/v1/chat/completions", {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "tollgate-job-type": JOB_TYPE },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw unreachable();
  }
}

/** Takes an event of a stream into the answer. */
function take(answered: Answered, event: string, afterMs: number, response: Response, watch: Watch): void {
  const chunk = JSON.parse(event) as Schemas["ChatCompletionChunk"] | Schemas["ChatStreamError"];
  if ("error" in chunk) {
    throw new ApiError(response.status, chunk.code, chunk.error, new Map(), answered.ids.requestId, null);
  }
  const choice = chunk.choices[0];
  if (choice !== undefined) {
    if (saysSomething(choice.delta)) answered.firstTokenMs ??= afterMs;
    answered.said = withDelta(answered.said, choice.delta);
    answered.finishReason = choice.finish_reason ?? answered.finishReason;
    watch.onSaid(answered.said);
  }
  answered.usage = chunk.usage ?? answered.usage;
  answered.dropped = chunk.tollgate?.dropped?.join(", ") || answered.dropped;
}

/** A stream without a reason for its end is not whole. */
function cutOff({ requestId }: Ids): ApiError {
  const message = "The stream ended before the answer was complete.";
  return new ApiError(0, "cut_off", message, new Map(), requestId, null);
}
