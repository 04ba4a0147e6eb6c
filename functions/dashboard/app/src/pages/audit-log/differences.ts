/** @file What differs between two documents, member by member. Pure: it knows nothing of what they describe. */

/** How a member differs. */
export type Change = "added" | "removed" | "changed" | "same";

/** A member: where it is, and what it was and is. `undefined` stands for what is not there. */
export type Difference = { path: string; change: Change; before: unknown; after: unknown };

/**
 * The members of both documents. Objects are taken apart, `terms.limit`, and so are lists of objects, `tiers[0].input`; other
 * lists are compared as a whole. What differs comes first; within that, the order is that of the documents.
 */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const was = membersOf(before);
  const is = membersOf(after);
  const all = [...new Set([...was.keys(), ...is.keys()])].map((path): Difference => {
    const pair = { path, before: was.get(path), after: is.get(path) };
    if (!was.has(path)) return { ...pair, change: "added" };
    if (!is.has(path)) return { ...pair, change: "removed" };
    return { ...pair, change: equal(pair.before, pair.after) ? "same" : "changed" };
  });
  return [...all.filter(({ change }) => change !== "same"), ...all.filter(({ change }) => change === "same")];
}

/** The members at the ends of a document, by their paths. */
function membersOf(document: unknown): Map<string, unknown> {
  const members = new Map<string, unknown>();
  const walk = (value: unknown, path: string) => {
    if (isObject(value) && Object.keys(value).length > 0) {
      for (const [key, member] of Object.entries(value)) walk(member, path === "" ? key : `${path}.${key}`);
    } else if (Array.isArray(value) && value.some((one) => isObject(one) || Array.isArray(one))) {
      for (const [index, one] of value.entries()) walk(one, `${path}[${index}]`);
    } else if (path !== "") {
      members.set(path, value);
    }
  };
  walk(document, "");
  return members;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two ends are equal: no objects with members are among them. */
function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A member as it is read: lists with commas; what is not there is null. */
export function inWords(value: unknown): string | null {
  if (value === undefined) return null;
  if (value === null) return "none";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (value === "") return "an empty text";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : value.map((one) => inWords(one)).join(", ");
  if (typeof value === "object") return "nothing in it";
  return String(value);
}
