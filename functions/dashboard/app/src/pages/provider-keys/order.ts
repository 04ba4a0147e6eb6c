/** @file The order in which an organization's keys for a provider are tried. */

type Ordered = { credential_id: string; priority: number };

/** Keys with one of them at another place. */
export function moved<T>(keys: readonly T[], from: number, to: number): T[] {
  const next = [...keys];
  const [key] = next.splice(from, 1);
  if (key !== undefined) next.splice(to, 0, key);
  return next;
}

/** The keys whose priorities have to be changed for this order, with their new ones: as few as are needed from 0 on. */
export function newPriorities<T extends Ordered>(keys: readonly T[]): { key: T; priority: number }[] {
  return keys.map((key, priority) => ({ key, priority })).filter(({ key, priority }) => key.priority !== priority);
}

/** The keys by organization and provider, each group in the order in which they are tried. */
export function groupsOf<T extends { organization_id: string; provider: string }>(keys: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const key of keys) {
    const name = `${key.organization_id} ${key.provider}`;
    groups.set(name, [...(groups.get(name) ?? []), key]);
  }
  return [...groups.values()];
}
