/**
 * @file The members of a model group as steps: the members of a step have one priority, and the next step is tried when all of
 * them have failed.
 */

import type { Schemas } from "../../../api/client";
import type { Balancing } from "../balancing";

/** A member while the group is edited. */
export type Member = { name: string; weight: number };

/** Where a member stands. */
export type Place = { step: number; index: number };

export type Steps = readonly (readonly Member[])[];

/**
 * The steps of a group. Where it is tried in order, members of the same priority are tried one after another as well, so each
 * is a step of its own.
 */
export function stepsOf(members: readonly Schemas["ModelGroupMember"][], balancing: Balancing): Steps {
  const steps: Member[][] = [];
  let last: number | null = null;
  for (const { model_name, priority, weight } of members) {
    const member = { name: model_name, weight };
    if (priority === last && balancing !== "priority") steps.at(-1)?.push(member);
    else steps.push([member]);
    last = priority;
  }
  return steps;
}

/** What is sent: a step's number is its members' priority. Weights are kept where the group does not balance by them now. */
export function membersToSend(steps: Steps): Schemas["NewModelGroupMember"][] {
  return steps.flatMap((step, priority) => step.map(({ name, weight }) => ({ model_name: name, priority, weight })));
}

/** The steps after a member was moved. A step past the last is a new one; steps that are left empty disappear. */
export function moved(steps: Steps, from: Place, to: Place): Steps {
  const next = steps.map((step) => [...step]);
  const [member] = next[from.step]?.splice(from.index, 1) ?? [];
  if (member === undefined) return steps;
  if (next[to.step] === undefined) next.push([]);
  next[to.step]?.splice(to.index, 0, member);
  return next.filter((step) => step.length > 0);
}

/** The steps after a member took the place before another step, as a step of its own. */
export function insertedAlone(steps: Steps, from: Place, before: number): Steps {
  const member = steps[from.step]?.[from.index];
  if (member === undefined) return steps;
  const next = steps.map((step, number) => (number === from.step ? step.filter((one) => one !== member) : step));
  next.splice(before, 0, [member]);
  return next.filter((step) => step.length > 0);
}

/** The steps with another member at the end. */
export function withMember(steps: Steps, name: string): Steps {
  return [...steps, [{ name, weight: 1 }]];
}

/** The steps without a member. */
export function withoutMember(steps: Steps, name: string): Steps {
  return steps.map((step) => step.filter((member) => member.name !== name)).filter((step) => step.length > 0);
}

/** The steps with another weight of a member. */
export function weighted(steps: Steps, name: string, weight: number): Steps {
  return steps.map((step) => step.map((member) => (member.name === name ? { ...member, weight } : member)));
}

/** The share of calls for which a member is tried first in its step, by weight. */
export function shareOf(step: readonly Member[], member: Member): number {
  return member.weight / step.reduce((sum, { weight }) => sum + weight, 0);
}
