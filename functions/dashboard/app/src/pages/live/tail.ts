/** @file The newest calls, kept up to date: what is new is put in, and what was open is settled in its place. */

import type { Schemas } from "../../api/client";

export type Call = Schemas["CallSummary"];

/** So many calls are kept. */
export const KEPT = 500;

/** What is shown, and what waits until the reader wants to see it. Both have the newest first. */
export type Tail = {
  shown: readonly Call[];
  waiting: readonly Call[];
  /** Whether there were more new calls than one answer has: some are not in the list. */
  hasGap: boolean;
};

export const NOTHING: Tail = { shown: [], waiting: [], hasGap: false };

/**
 * The list with what was loaded. Calls that are known are replaced where they stand; new ones are shown, or wait where the
 * reader is looking at others.
 */
export function follow(tail: Tail, loaded: readonly Call[], options: { wait: boolean; gap: boolean }): Tail {
  const byId = new Map(loaded.map((call) => [call.call_id, call]));
  const shown = tail.shown.map((call) => renewed(call, byId));
  const waiting = tail.waiting.map((call) => renewed(call, byId));
  // What is left are those that are new.
  const fresh = [...byId.values()];
  const hasGap = tail.hasGap || options.gap;
  if (options.wait && tail.shown.length > 0) {
    return { shown, waiting: ordered([...fresh, ...waiting]), hasGap };
  }
  return { shown: ordered([...fresh, ...waiting, ...shown]), waiting: [], hasGap };
}

/** The list with what was waiting. */
export function reveal({ shown, waiting, hasGap }: Tail): Tail {
  return { shown: ordered([...waiting, ...shown]), waiting: [], hasGap };
}

/** The call as it was loaded, which is then no new one; the same object where nothing has changed. */
function renewed(call: Call, loaded: Map<string, Call>): Call {
  const now = loaded.get(call.call_id);
  if (now === undefined) return call;
  loaded.delete(call.call_id);
  return now.status === call.status && now.settled_at === call.settled_at && now.provider === call.provider
    ? call
    : now;
}

/** The newest first, and no more than are kept: ids of calls are in the order of time (UUIDv7). */
function ordered(calls: readonly Call[]): Call[] {
  return calls.toSorted((a, b) => (a.call_id < b.call_id ? 1 : a.call_id > b.call_id ? -1 : 0)).slice(0, KEPT);
}

/** The calls that are open, of which at most so many can be asked for at once, the newest first. */
export function openIds({ shown, waiting }: Tail, most = 100): string[] {
  return [...waiting, ...shown]
    .filter(({ status }) => status === "admitted")
    .slice(0, most)
    .map(({ call_id }) => call_id);
}

/** The newest call that is known. */
export function newestOf({ shown, waiting }: Tail): Call | undefined {
  return waiting[0] ?? shown[0];
}

/**
 * An id from so many milliseconds before another. Calls that are admitted at the same moment can appear a little out of order,
 * so new ones are asked for from a little earlier on.
 */
export function idBefore(id: string, ms: number): string {
  const time = Math.max(0, Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) - ms);
  const hex = time.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
