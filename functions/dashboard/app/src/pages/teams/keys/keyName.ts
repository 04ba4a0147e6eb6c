/** @file What keys are called, and what can be asked about them. */

import type { Schemas } from "../../../api/client";

type Key = Schemas["VirtualKey"];

/** Which dialog about a key is open. */
export type KeyQuestion = { what: "create" } | { what: "change"; of: Key } | { what: "rotate"; of: Key };

/** What people call a key: its name, or what they recognize it by. */
export function keyName({ name, key_hint }: Key): string {
  return name ?? key_hint;
}

/** Whether a key can still be used, and so be changed or ended. */
export function works({ status }: Key): boolean {
  return status === "active" || status === "replaced";
}
