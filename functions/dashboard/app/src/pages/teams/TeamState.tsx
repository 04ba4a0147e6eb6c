import type { Schemas } from "../../api/client";
import { type Kind, State } from "../../figures/State";

const KINDS: Record<Schemas["TeamState"], Kind> = {
  active: "good",
  paused: "waiting",
  suspended: "bad",
  deleted: "stopped",
};

/** Whether a team may work. */
export function TeamState({ state }: { state: Schemas["TeamState"] }) {
  return <State kind={KINDS[state]}>{state === "deleted" ? "removed" : state}</State>;
}
