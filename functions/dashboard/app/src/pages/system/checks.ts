/** @file What `GET /health/ready` has looked at, in words. */

import type { Schemas } from "../../api/client";
import type { Kind } from "../../figures/State";

type Checks = Schemas["ReadinessChecks"];

/** One check, as it is shown. */
export type Check = { name: string; kind: Kind; state: string; about: string };

type Words<W extends string> = Record<W, readonly [kind: Kind, state: string, about: string]>;

const DATABASE: Words<Checks["database"]> = {
  ok: ["good", "answers", "PostgreSQL can be reached."],
  no_free_connection: [
    "bad",
    "no free connection",
    "The database or its pooler takes no more connections, so that some requests fail. Raise its limit, or lower max_connections of Spin.",
  ],
  unreachable: ["bad", "unreachable", "Requests are refused. Look at DATABASE_URL and at the log of the functions."],
};

const ROLE: Words<Checks["database_role"]> = {
  ok: ["good", "restricted", "The functions cannot write the ledger but through its own SQL functions."],
  too_strong: [
    "waiting",
    "too strong",
    "It may write the ledger itself. Connect as tollgate_app, which migrating makes.",
  ],
  unknown: ["stopped", "not known", "The database could not be asked."],
};

const MIGRATIONS: Words<Checks["migrations"]> = {
  ok: ["good", "complete", "The database has the schema of this version."],
  missing: ["bad", "missing", "The database is of another version: run cargo xtask migrate."],
  unknown: ["stopped", "not known", "The database could not be asked."],
};

const KEYRING: Words<Checks["keyring"]> = {
  ok: ["good", "readable", "Provider keys and webhooks' secrets can be opened."],
  unreadable: ["bad", "unreadable", "TOLLGATE_KEYRING is not set or damaged: no provider key can be opened."],
};

const ADMIN_KEY: Words<Checks["admin_key"]> = {
  ok: ["good", "strong", "Scripts can use it, and it recovers an owner who has lost their password."],
  not_set: ["stopped", "not set", "Nobody can use it. Set TOLLGATE_ADMIN_KEY where it is needed."],
  weak: ["bad", "weak", "It is refused. It needs at least 32 characters, of which ten are different."],
};

const SETTLEMENTS: Words<Checks["settlements"]> = {
  ok: ["good", "all booked", "No ended call waits to be booked."],
  waiting: ["waiting", "waiting", "Ended calls that the database could not book at once wait for the next sweep."],
  no_store: [
    "stopped",
    "no store",
    "The runtime has none: a call that cannot be booked at once is settled by the sweep.",
  ],
  unknown: ["stopped", "not known", "The runtime's store could not be asked."],
};

/** The checks in the order of what depends on what. A word that is new to this page is shown as it is. */
export function checksInWords(checks: Checks): Check[] {
  return [
    inWords("Database", DATABASE, checks.database),
    inWords("Schema", MIGRATIONS, checks.migrations),
    inWords("Database role", ROLE, checks.database_role),
    inWords("Keyring", KEYRING, checks.keyring),
    inWords("Admin key", ADMIN_KEY, checks.admin_key),
    inWords("Settlements", SETTLEMENTS, checks.settlements),
  ];
}

function inWords<W extends string>(name: string, words: Words<W>, word: W): Check {
  const [kind, state, about] = Object.hasOwn(words, word) ? words[word] : (["stopped", word, ""] as const);
  return { name, kind, state, about };
}

/** The checks of an answer that says `not_ready`, if it has them. */
export function checksOf(body: unknown): Checks | null {
  if (typeof body !== "object" || body === null || !("checks" in body)) return null;
  const { checks } = body;
  return typeof checks === "object" && checks !== null && "database" in checks ? (checks as Checks) : null;
}
