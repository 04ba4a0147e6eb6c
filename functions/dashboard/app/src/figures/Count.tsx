import type { Exact } from "../api/exact";
import { count, duration } from "./decimal";
import { Unknown } from "./Usd";

/** A number of things: calls, tokens, credits. What is not known is a dash, never zero. */
export function Count({ value }: { value: Exact | null | undefined }) {
  return value === null || value === undefined ? <Unknown /> : <span className="digits">{count(value)}</span>;
}

/** A duration, given in milliseconds. */
export function Duration({ ms }: { ms: number | null | undefined }) {
  return ms === null || ms === undefined ? <Unknown /> : <span className="digits">{duration(ms)}</span>;
}
