import { describe, expect, it } from "vitest";
import type { Schemas } from "../../../api/client";
import { aliasesOf, optionsOf } from "./groups";

function group(name: string, status: Schemas["GroupStatus"], ...aliases: string[]) {
  return { group_name: name, status, model_aliases: aliases.map((model_alias) => ({ model_alias })) };
}

const GROUPS = [
  group("standard", "active", "small", "large"),
  group("beta", "active", "large", "new"),
  group("old", "inactive", "ancient"),
] as Schemas["AccessGroup"][];

describe("the groups of a team", () => {
  it("give the aliases of the active ones, each once", () => {
    expect(aliasesOf(GROUPS, ["standard", "beta", "old"])).toEqual(["large", "new", "small"]);
    expect(aliasesOf(GROUPS, ["old"])).toEqual([]);
  });

  it("stay among the choices though they are not known", () => {
    expect(optionsOf(GROUPS, ["gone"]).map(({ label }) => label)).toEqual([
      "standard",
      "beta",
      "old (inactive)",
      "gone",
    ]);
    expect(optionsOf(undefined, ["gone"])).toEqual([{ value: "gone", label: "gone" }]);
  });
});
