import type { ReactNode } from "react";
import type { Role } from "./session";
import { useMay } from "./useSession";

/** Shows its children to operators of at least a role. */
export function Only({ role, children }: { role: Role; children: ReactNode }) {
  return useMay(role) ? children : null;
}
