/** @file What the fields of terms hold, and what is sent. */

/** A whole number as its field holds it; null where the field is empty. What is no number is sent as it is: the API says so. */
export function numberOf(value: number | string): number | null {
  if (typeof value === "number") return value;
  if (value.trim() === "") return null;
  const read = Number(value.replaceAll(",", ""));
  return Number.isSafeInteger(read) ? read : (value as unknown as number);
}

/** A text, or what stands for an empty one. Decimals are sent as they were typed, with all their digits. */
export function blankIs<N extends null | undefined>(nothing: N, value: string): string | N {
  const text = value.trim();
  return text === "" ? nothing : text;
}
