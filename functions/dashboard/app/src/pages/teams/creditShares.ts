/** @file The parts of a team's credits, as shares of a bar. */

type Credits = {
  credits_allocated: number;
  credits_used: number;
  credits_held: number;
  credits_available: number;
};

/** Parts of all credits that were ever given, in percent; they add up to at most 100. */
export type Shares = { used: number; held: number; available: number };

/** The shares of a bar. A part that is there at all is wide enough to be seen; nothing is wider than the bar. */
export function creditShares(credits: Credits): Shares {
  const whole = Math.max(
    credits.credits_allocated,
    positive(credits.credits_used) + positive(credits.credits_held) + positive(credits.credits_available),
  );
  if (whole <= 0) return { used: 0, held: 0, available: 0 };
  const held = visible(credits.credits_held, whole);
  const available = visible(credits.credits_available, whole);
  const used = visible(credits.credits_used, whole);
  const scale = Math.min(1, 100 / (used + held + available || 1));
  return { used: used * scale, held: held * scale, available: available * scale };
}

function visible(part: number, whole: number): number {
  return part <= 0 ? 0 : Math.max(1.5, (part / whole) * 100);
}

function positive(value: number): number {
  return Math.max(0, value);
}
