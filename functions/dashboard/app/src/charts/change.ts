/** @file How a figure has changed against the period before. */

import { approximately, type Exact } from "../api/exact";
import { percent } from "../figures/decimal";

/** A change: by how much in words, and in which direction. */
export type Change = { text: string; direction: "up" | "down" | "same" };

/** The change of a figure in percent of what it was; null where one is not known, or there was nothing before. */
export function changeOf(now: Exact | null | undefined, before: Exact | null | undefined): Change | null {
  if (now === null || now === undefined || before === null || before === undefined) return null;
  const [is, was] = [approximately(now), approximately(before)];
  if (was === 0) return is === 0 ? { text: "0%", direction: "same" } : null;
  const share = (is - was) / Math.abs(was);
  const direction = share > 0 ? "up" : share < 0 ? "down" : "same";
  // A thousand percent and more says no more than that it is far more.
  const text = share >= 10 ? `${Math.round(share + 1)} times` : percent(Math.round(Math.abs(share) * 1000) / 1000);
  return { text, direction };
}
