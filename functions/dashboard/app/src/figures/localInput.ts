/** @file Moments in fields of a day and a time, which have the reader's zone and no name of it. */

/** What a field of a day and a time shows for a moment of the API; empty for none. */
export function toField(at: string | null): string {
  if (at === null) return "";
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The moment of what a field shows, as the API takes it; null for an empty field. */
export function fromField(text: string): string | null {
  if (text === "") return null;
  const date = new Date(text);
  // The API says what is wrong with a time that is none.
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}
