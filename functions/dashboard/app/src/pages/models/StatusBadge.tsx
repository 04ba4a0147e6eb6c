import { State } from "../../figures/State";

const STATES = {
  active: ["good", "Active"],
  inactive: ["stopped", "Inactive"],
  deprecated: ["waiting", "Deprecated"],
} as const;

/** Whether an alias, a group or a key is in use. */
export function StatusBadge({ status }: { status: keyof typeof STATES }) {
  const [kind, word] = STATES[status];
  return <State kind={kind}>{word}</State>;
}
