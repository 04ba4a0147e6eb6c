/** @file Adding decimals without losing a digit, for what the API gives in parts: a revenue is what calls cost and fees. */

import { digits, type Exact } from "../api/exact";

/** The exact sum. What is not known is left out; null where nothing is known. */
export function sum(...values: readonly (Exact | null | undefined)[]): string | null {
  const known = values.filter((value) => value !== null && value !== undefined).map(digits);
  if (known.length === 0) return null;
  const places = Math.max(...known.map((text) => fractionOf(text).length));
  const total = known.reduce((soFar, text) => soFar + scaled(text, places), 0n);
  const size = (total < 0n ? -total : total).toString().padStart(places + 1, "0");
  const whole = size.slice(0, size.length - places);
  const text = places === 0 ? whole : `${whole}.${size.slice(-places)}`;
  return total < 0n ? `-${text}` : text;
}

function fractionOf(text: string): string {
  return text.split(".")[1] ?? "";
}

function scaled(text: string, places: number): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(places, "0"));
}
