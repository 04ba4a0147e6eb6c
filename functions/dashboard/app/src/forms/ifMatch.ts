/** @file The `If-Match` header: the API refuses a change to a thing that was changed after the form was loaded. */

/** What can be changed says when it was changed last. */
export type Versioned = { updated_at: string };

/** The header that makes a change fail where somebody else has changed the thing in the meantime. */
export type IfMatch = { "if-match": string };

/** The header for a version of a thing. */
export function ifMatch(version: Versioned): IfMatch {
  return { "if-match": `"${version.updated_at}"` };
}
