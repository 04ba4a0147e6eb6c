/** @file Which of the first steps are done, as far as what exists says it. */

import type { Schemas } from "../../api/client";
import type { FirstStepsSearch } from "./routes";

/** The steps in their order. */
export const STEPS = ["organization", "provider-key", "alias", "team", "virtual-key", "call"] as const;

export type StepName = (typeof STEPS)[number];

/** What exists, as far as the guide looks. */
export type Facts = {
  /** The organization that the guide is about; null where it is to be made. */
  organization: Pick<Schemas["Organization"], "organization_id" | "name"> | null;
  /** Its active provider keys. */
  keys: readonly Pick<Schemas["Credential"], "credential_id" | "credential_name" | "provider" | "api_base">[];
  /** The active aliases of the deployment. */
  aliases: readonly Pick<Schemas["Model"], "model_alias" | "provider" | "kind" | "access_groups" | "actual_model">[];
  /** The organization's active teams. */
  teams: readonly Pick<
    Schemas["Team"],
    "team_id" | "team_alias" | "access_groups" | "credits_available" | "virtual_key"
  >[];
};

/** What the guide has found. */
export type Progress = {
  organization: Facts["organization"];
  key: Facts["keys"][number] | null;
  alias: Facts["aliases"][number] | null;
  team: Facts["teams"][number] | null;
};

/**
 * What there is for each step. An alias counts if the organization has a key for its provider and a team can be given it; a team
 * counts if it may call the alias and has credits. What the address names goes first.
 */
export function progressOf(facts: Facts, search: FirstStepsSearch): Progress {
  const aliases = usableAliases(facts);
  const teams = named(
    facts.teams.filter(({ credits_available }) => credits_available > 0),
    ({ team_id }) => team_id === search.team_id,
  );
  const asked = named(aliases, ({ model_alias }) => model_alias === search.model_alias);
  const pairs = asked.flatMap((alias) =>
    teams.filter((team) => mayCall(team, alias)).map((team) => ({ alias, team }) as const),
  );
  const [pair] = pairs;
  // An alias that is named is kept, though no team may call it yet.
  const isNamed = aliases.some(({ model_alias }) => model_alias === search.model_alias);
  const alias = isNamed ? (asked[0] ?? null) : (pair?.alias ?? asked[0] ?? null);
  const team = pairs.find((one) => one.alias === alias)?.team ?? null;
  const key = facts.keys.find(({ provider }) => provider === alias?.provider) ?? facts.keys[0] ?? null;
  return { organization: facts.organization, key, alias, team };
}

/** The aliases that count. */
export function usableAliases({ aliases, keys }: Facts): Facts["aliases"][number][] {
  const providers = new Set(keys.map(({ provider }) => provider));
  return aliases.filter(
    ({ kind, provider, access_groups }) => kind === "chat" && providers.has(provider) && access_groups.length > 0,
  );
}

function mayCall(team: Facts["teams"][number], alias: Facts["aliases"][number]): boolean {
  return alias.access_groups.some((group) => team.access_groups.includes(group));
}

/** The list with what is named first. */
function named<T>(list: readonly T[], isNamed: (one: T) => boolean): T[] {
  return [...list.filter(isNamed), ...list.filter((one) => !isNamed(one))];
}

/** The first step that is not done. */
export function nextStep(progress: Progress, hasKeyInHand: boolean, hasCalled: boolean): StepName | null {
  if (progress.organization === null) return "organization";
  if (progress.key === null) return "provider-key";
  if (progress.alias === null) return "alias";
  if (progress.team === null) return "team";
  if (!hasKeyInHand && !hasCalled) return "virtual-key";
  return hasCalled ? null : "call";
}

/** An id made of a name: letters, digits and hyphens. */
export function idFrom(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
}
