/** @file JSON that people edit: objects such as metadata, whose numbers keep every digit on the way in and out. */

type Source = { source?: string };
type Raw = { rawJSON?: (text: string) => unknown };

/** A JSON object, or why a text is none. */
export type ReadObject = { value: Record<string, unknown> } | { fault: string };

/** Reads an object. Its numbers are written as they were read. */
export function readObject(text: string): ReadObject {
  let value: unknown;
  try {
    value = JSON.parse(text, keepDigits as (this: unknown, key: string, value: unknown) => unknown);
  } catch (error) {
    return { fault: error instanceof Error ? error.message : "This is no JSON." };
  }
  // What is kept as its text is an object too.
  if (!text.trimStart().startsWith("{")) {
    return { fault: 'This must be a JSON object, such as {"contract": "2026-17"}.' };
  }
  return { value: value as Record<string, unknown> };
}

/** An object that is a member of a JSON text, such as the metadata of an answer, as a text to be edited; `{}` if it is not there. */
export function memberText(answer: string, member: string): string {
  const read = readObject(answer);
  const value = "value" in read ? read.value[member] : undefined;
  return JSON.stringify(value ?? {}, null, 2);
}

/** Numbers that a JavaScript number would round are kept as their text, where the browser can (ECMAScript 2026). */
function keepDigits(_key: string, value: unknown, context?: Source): unknown {
  const raw = (JSON as Raw).rawJSON;
  if (typeof value !== "number" || context?.source === undefined || raw === undefined) return value;
  return String(value) === context.source ? value : raw(context.source);
}
