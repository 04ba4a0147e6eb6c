/** @file The precondition of a change: nobody else has changed the thing since it was loaded. */

/** What can be changed says when it was changed last. */
export type Versioned = { updated_at: string };

/** The header that makes a change fail where somebody else has changed the thing in the meantime. */
export type IfMatch = { "if-match": string };

/** The header for a version of a thing. */
export function ifMatch(version: Versioned): IfMatch {
  return { "if-match": `"${version.updated_at}"` };
}
