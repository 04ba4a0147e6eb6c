import { describe, expect, it } from "vitest";
import { checksInWords, checksOf } from "./checks";

const GOOD = {
  database: "ok",
  database_role: "ok",
  migrations: "ok",
  keyring: "ok",
  admin_key: "ok",
  settlements: "ok",
} as const;

describe("readiness in words", () => {
  it("says of each check how it is", () => {
    expect(checksInWords(GOOD).every(({ kind }) => kind === "good")).toBe(true);
    const bad = checksInWords({ ...GOOD, migrations: "missing" }).filter(({ kind }) => kind === "bad");
    expect(bad.map(({ name }) => name)).toEqual(["Schema"]);
  });

  it("shows words of later versions as they are", () => {
    const later = { ...GOOD, keyring: "toString" as "ok" };
    expect(checksInWords(later).find(({ name }) => name === "Keyring")?.state).toBe("toString");
  });

  it("is in the body of a refusal as well", () => {
    expect(checksOf({ detail: "…", code: "not_ready", checks: GOOD })).toEqual(GOOD);
    expect(checksOf({ detail: "…", code: "function_unavailable" })).toBeNull();
    expect(checksOf("gateway timeout")).toBeNull();
  });
});
