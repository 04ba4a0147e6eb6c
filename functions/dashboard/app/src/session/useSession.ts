/** @file The session for components: who is signed in, and what they may do. */

import { useSyncExternalStore } from "react";
import { type Operator, type Role, type SessionState, session } from "./session";

/** The roles in order of power. */
const POWER: readonly Role[] = ["user", "admin", "owner"];

/** Whether a role may do what asks for at least another. */
export function isAtLeast(role: Role, least: Role): boolean {
  return POWER.indexOf(role) >= POWER.indexOf(least);
}

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.state);
}

/** Who is signed in. Only for what is shown within the frame, where somebody is. */
export function useOperator(): Operator {
  const state = useSession();
  if (state.status !== "signed-in") throw new Error("Nobody is signed in.");
  return state.operator;
}

/** Whether whoever is signed in may do what asks for at least this role. What they may not do is not offered. */
export function useMay(least: Role): boolean {
  const state = useSession();
  return state.status === "signed-in" && isAtLeast(state.operator.role, least);
}
