/** @file How numbers are written. Decimals are written from their digits, never from a rounded binary number. */

import { approximately, digits, type Exact } from "../api/exact";

const ENGLISH = "en-US";

function format(value: Exact, options: Intl.NumberFormatOptions): string {
  // A string is formatted exactly (ECMAScript 2023); TypeScript's types know only its literals.
  return new Intl.NumberFormat(ENGLISH, options).format(digits(value) as unknown as number);
}

/** US dollars with all their digits, at least two after the point: for a single call or a price. */
export function exactUsd(value: Exact): string {
  return format(value, { style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 20 });
}

/** US dollars to read at a glance: cents, and below a dollar as many digits as say something. */
export function roundUsd(value: Exact): string {
  const size = Math.abs(approximately(value));
  if (size === 0 || size >= 1) return format(value, { style: "currency", currency: "USD" });
  return format(value, { style: "currency", currency: "USD", minimumFractionDigits: 2, maximumSignificantDigits: 3 });
}

/** A whole number with its thousands apart. */
export function count(value: Exact): string {
  return format(value, { maximumFractionDigits: 20 });
}

/** A whole number for narrow places: 1.2K, 3.4M. */
export function shortCount(value: Exact): string {
  return format(value, { notation: "compact", maximumFractionDigits: 1 });
}

/** A share of one as a percentage. */
export function percent(value: Exact): string {
  return format(value, { style: "percent", maximumFractionDigits: 1 });
}

/** A duration in milliseconds. */
export function duration(ms: number): string {
  if (ms < 1000) return `${count(Math.round(ms))} ms`;
  if (ms < 60_000) return `${count(Math.round(ms / 10) / 100)} s`;
  const minutes = Math.floor(ms / 60_000);
  return `${count(minutes)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
