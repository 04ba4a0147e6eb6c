import { describe, expect, it } from "vitest";
import { rightsOver, rolesToGive } from "./roles";

const owner = { user_id: "o", role: "owner", is_active: true } as const;
const admin = { user_id: "a", role: "admin", is_active: true } as const;
const user = { user_id: "u", role: "user", is_active: true } as const;

describe("what operators may do with each other", () => {
  it("owners give every role, admins only that of users", () => {
    expect(rolesToGive("owner")).toEqual(["user", "admin", "owner"]);
    expect(rolesToGive("admin")).toEqual(["user"]);
    expect(rolesToGive("user")).toEqual([]);
  });

  it("owners change everybody, admins only users", () => {
    expect(rightsOver(owner, admin)).toEqual({ change: true, changeRole: true, deactivate: true, resetPassword: true });
    expect(rightsOver(admin, user)).toEqual({
      change: true,
      changeRole: false,
      deactivate: true,
      resetPassword: false,
    });
    expect(rightsOver(admin, { ...admin, user_id: "b" }).change).toBe(false);
    expect(rightsOver(admin, owner).deactivate).toBe(false);
  });

  it("nobody changes their own role, deactivates themselves or resets their own password", () => {
    expect(rightsOver(owner, owner)).toEqual({
      change: true,
      changeRole: false,
      deactivate: false,
      resetPassword: false,
    });
  });

  it("who is deactivated already is not deactivated once more", () => {
    expect(rightsOver(owner, { ...user, is_active: false }).deactivate).toBe(false);
  });
});
