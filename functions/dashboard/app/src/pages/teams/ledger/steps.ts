/** @file The path of a balance over time: it stays until an entry changes it. */

import type { Schemas } from "../../../api/client";

/** A balance that holds from a moment on. */
export type Step = { at: number; credits: number };

/** The balance before the first entry and after each, in the order of time. Entries come newest first, as the API has them. */
export function stepsOf(entries: readonly Schemas["Transaction"][]): Step[] {
  const inOrder = entries.toReversed();
  const first = inOrder[0];
  if (first === undefined) return [];
  const steps = inOrder.map(({ created_at, credits_after }) => ({
    at: Date.parse(created_at),
    credits: credits_after,
  }));
  return [{ at: Date.parse(first.created_at), credits: first.credits_before }, ...steps];
}

/** What a drawing needs: the line as an SVG path in a box of the given size, and the values at its edges. */
export type Drawing = { line: string; area: string; least: number; most: number };

/** Draws steps. The balance of zero is always in the box, so that a low balance looks low. */
export function draw(steps: readonly Step[], width: number, height: number): Drawing {
  const values = steps.map(({ credits }) => credits);
  const least = Math.min(0, ...values);
  const most = Math.max(1, ...values);
  const from = steps[0]?.at ?? 0;
  const length = Math.max(1, (steps.at(-1)?.at ?? 0) - from);
  const x = (at: number) => round(((at - from) / length) * width);
  const y = (credits: number) => round(height - ((credits - least) / (most - least)) * height);
  const parts = steps.map(({ at, credits }, index) =>
    index === 0 ? `M${x(at)} ${y(credits)}` : `H${x(at)}V${y(credits)}`,
  );
  const line = parts.length === 0 ? "" : `${parts.join("")}H${width}`;
  return { line, area: line === "" ? "" : `${line}V${y(0)}H0Z`, least, most };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
