/** @file Adding up what rounds of work have done. */

/** Both rounds together: counts are added; what is no count is as the later round says. */
export function added<R extends Record<string, unknown>>(earlier: R | null, later: R): R {
  if (earlier === null) return later;
  const entries = Object.entries(later).map(([key, value]) => {
    const before = earlier[key];
    return [key, typeof value === "number" && typeof before === "number" ? before + value : value] as const;
  });
  return Object.fromEntries(entries) as R;
}

/** So many rounds at most are made with one click: whatever is left is for the next. */
const ROUNDS = 50;

/** Works round by round until nothing is left. Each round is told of, with those before it. */
export async function roundByRound<R extends Record<string, unknown> & { more: boolean }>(
  round: () => Promise<R>,
  told: (soFar: R) => void,
): Promise<R> {
  let soFar: R | null = null;
  for (let rounds = 0; ; rounds += 1) {
    const all: R = added(soFar, await round());
    soFar = all;
    told(all);
    if (!all.more || rounds + 1 === ROUNDS) return all;
  }
}
