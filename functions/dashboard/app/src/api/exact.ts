/** @file Decimals without lost digits. */

/**
 * A number of the API that need not be whole: money, a price, a rate. JavaScript's own numbers have 15 digits, so what is not
 * a small whole number stays the text that the API sent.
 */
export type Exact = number | string;

type Source = { source?: string };

/** Reads JSON as `JSON.parse` does, but keeps the text of numbers that are no safe integers. */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, function keep(_key: string, value: unknown, context?: Source) {
    if (typeof value === "number" && !Number.isSafeInteger(value) && context?.source !== undefined) {
      return context.source;
    }
    return value;
  } as (this: unknown, key: string, value: unknown) => unknown);
}

/** Near enough for a chart or an order; never for what is written out. */
export function approximately(value: Exact): number {
  return typeof value === "number" ? value : Number(value);
}

/** The decimal as digits without an exponent, as the API wrote it. */
export function digits(value: Exact): string {
  const text = String(value);
  if (!/e/i.test(text)) return text;
  const [mantissa = "0", exponent = "0"] = text.toLowerCase().split("e");
  const negative = mantissa.startsWith("-");
  const [whole = "0", fraction = ""] = mantissa.replace("-", "").split(".");
  const shift = Number(exponent);
  const all = whole + fraction;
  const point = whole.length + shift;
  const padded = point <= 0 ? "0".repeat(1 - point) + all : all.padEnd(point, "0");
  const at = point <= 0 ? 1 : point;
  const rest = padded.slice(at).replace(/0+$/, "");
  return `${negative ? "-" : ""}${padded.slice(0, at)}${rest === "" ? "" : `.${rest}`}`;
}
