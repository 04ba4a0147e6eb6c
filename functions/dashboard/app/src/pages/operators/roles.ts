/** @file What roles mean, and which of them an operator may give. */

import type { Role } from "../../session/session";

/** Roles in order of power, and what each may do, in the words of a form. */
export const ROLES: Record<Role, { label: string; about: string }> = {
  user: { label: "User", about: "Reads everything but operators and the audit log; changes nothing." },
  admin: { label: "Admin", about: "Changes everything but owners and other admins." },
  owner: { label: "Owner", about: "May do everything." },
};

/** The roles that an operator may give to others, and whose operators they may change. */
export function rolesToGive(own: Role): readonly Role[] {
  if (own === "owner") return ["user", "admin", "owner"];
  return own === "admin" ? ["user"] : [];
}

/** The roles as a select offers them. */
export function roleOptions(roles: readonly Role[]): { value: Role; label: string }[] {
  return roles.map((value) => ({ value, label: ROLES[value].label }));
}

/** What may be done with an operator. */
export type Rights = { change: boolean; changeRole: boolean; deactivate: boolean; resetPassword: boolean };

/** What one operator may do with another, as the API holds it: nobody changes their own role, or resets their own password. */
export function rightsOver(
  one: { user_id: string; role: Role },
  other: { user_id: string; role: Role; is_active: boolean },
): Rights {
  const isOther = one.user_id !== other.user_id;
  const change = !isOther || rolesToGive(one.role).includes(other.role);
  return {
    change,
    changeRole: isOther && change && rolesToGive(one.role).length > 1,
    deactivate: isOther && change && other.is_active,
    resetPassword: isOther && one.role === "owner",
  };
}
