import type { Schemas } from "../../api/client";
import { type Kind, State } from "../../figures/State";

const KINDS: Record<Schemas["OrganizationStatus"], Kind> = { active: "good", suspended: "bad", deleted: "stopped" };

/** Whether an organization's teams may work. */
export function OrganizationState({ state }: { state: Schemas["OrganizationStatus"] }) {
  return <State kind={KINDS[state]}>{state === "deleted" ? "removed" : state}</State>;
}

/** For how long requests and answers are kept in full, in words. */
export function retention(days: number): string {
  if (days === 0) return "not kept";
  return days === 1 ? "1 day" : `${days} days`;
}
