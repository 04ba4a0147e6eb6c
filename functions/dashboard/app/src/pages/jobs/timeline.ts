/** @file When the calls of a job ran, on a common axis. */

import { utc } from "../../figures/moment";

type Timed = {
  created_at: string;
  settled_at: string | null;
  latency_ms: number | null;
  time_to_first_token_ms: number | null;
};

/** When a call ran. All times are milliseconds; `start` counts from the beginning of the axis. */
export type Span = {
  start: number;
  duration: number;
  /** The time to the first token, where the call was answered as a stream. */
  firstToken: number | null;
  /** Whether it still runs. */
  isOpen: boolean;
};

/** The axis, and the calls on it in the order in which they were given. */
export type Timeline = {
  /** When the axis begins. */
  from: number;
  /** How long it is; never zero. */
  length: number;
  spans: Span[];
};

/** Puts calls on an axis from the first one's beginning to the last one's end. */
export function timeline(calls: readonly Timed[], now: number = Date.now()): Timeline {
  const begun = calls.map(({ created_at }) => Date.parse(created_at));
  const from = Math.min(...begun);
  const spans = calls.map((call, index): Span => {
    const at = begun[index] ?? from;
    const isOpen = call.settled_at === null;
    const ended = call.settled_at === null ? now : Date.parse(call.settled_at);
    const duration = Math.max(0, call.latency_ms ?? ended - at);
    const first = call.time_to_first_token_ms;
    return {
      start: at - from,
      duration,
      firstToken: first === null ? null : Math.min(first, duration),
      isOpen,
    };
  });
  const length = Math.max(1, ...spans.map(({ start, duration }) => start + duration));
  return { from: Number.isFinite(from) ? from : now, length, spans };
}

/** The share of the axis, in percent, as a style has it. */
export function share(part: number, length: number): string {
  return `${((100 * part) / length).toFixed(3)}%`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The steps that people count time in, in milliseconds. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 6, 12, 24, 48, 168].map((hours) => hours * HOUR),
];

/** Round steps of an axis: at most five, from zero on. */
export function ticks(length: number): number[] {
  const rough = length / 4;
  const step = STEPS.find((size) => size >= rough) ?? rough;
  const marks: number[] = [];
  for (let mark = 0; mark <= length; mark += step) marks.push(mark);
  return marks;
}

/** When the axis begins, for those who read it. */
export function beginning({ from }: Timeline): string {
  return utc(new Date(from));
}
