/** @file Reading the filters of a page from the address bar: what is not understood is left out. */

/** A text. The router reads `?search=42` as a number. */
export function textIn(value: unknown): string | undefined {
  const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** One of some words. */
export function wordIn<W extends string>(value: unknown, words: readonly W[]): W | undefined {
  return words.find((word) => word === value);
}
