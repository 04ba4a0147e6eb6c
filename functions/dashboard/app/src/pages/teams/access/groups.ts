/** @file The access groups and model groups that a team can have. */

import { useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../../api/client";

/** All access groups by name: the first 500. */
export function useAccessGroups() {
  return useQuery({
    queryKey: ["access-groups", "all"],
    queryFn: ({ signal }) =>
      read(api.GET("/api/model-access-groups", { params: { query: { status: "all", limit: 500 } }, signal })),
  });
}

/** All model groups by name: the first 500. */
export function useModelGroups() {
  return useQuery({
    queryKey: ["model-groups", "all"],
    queryFn: ({ signal }) =>
      read(api.GET("/api/model-groups", { params: { query: { status: "all", limit: 500 } }, signal })),
  });
}

/** The groups to choose from, with those that are chosen already, whether or not they are known. */
export function optionsOf(
  groups: readonly { group_name: string; status: Schemas["GroupStatus"] }[] | undefined,
  chosen: readonly string[] | undefined,
): { value: string; label: string }[] {
  const options = (groups ?? []).map(({ group_name, status }) => ({
    value: group_name,
    label: status === "inactive" ? `${group_name} (inactive)` : group_name,
  }));
  const known = new Set(options.map(({ value }) => value));
  const others = (chosen ?? []).filter((name) => !known.has(name));
  return [...options, ...others.map((name) => ({ value: name, label: name }))];
}

/** The aliases that some access groups give, as the API counts them: an inactive group gives nothing. */
export function aliasesOf(groups: readonly Schemas["AccessGroup"][], names: readonly string[]): string[] {
  const given = groups
    .filter(({ group_name, status }) => status === "active" && names.includes(group_name))
    .flatMap(({ model_aliases }) => model_aliases.map(({ model_alias }) => model_alias));
  return [...new Set(given)].sort();
}
