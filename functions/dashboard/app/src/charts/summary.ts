/** @file A chart in words, for those who cannot see it. */

import { approximately } from "../api/exact";
import { localDay, monthName } from "../figures/moment";
import { inFull, type Point, type Series, type Unit } from "./units";

/** A day or a month, written out. */
export function named(at: string): string {
  return at.length === 7 ? monthName(at) : localDay(at, "UTC");
}

/** What a chart shows: each series with its least and greatest figure, and when. */
export function summary(points: readonly Point[], series: readonly Series[], unit: Unit): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return "No data.";
  const span = first === last ? `${named(first.at)}.` : `${named(first.at)} to ${named(last.at)}.`;
  return [span, ...series.map((one) => inWords(points, one, unit))].join(" ");
}

function inWords(points: readonly Point[], { name, label }: Series, unit: Unit): string {
  const known = points.flatMap(({ at, figures }) => {
    const value = figures[name];
    return value === null || value === undefined ? [] : [{ at, value, size: approximately(value) }];
  });
  const [first] = known;
  if (first === undefined) return `${label}: not known.`;
  const least = known.reduce((a, b) => (b.size < a.size ? b : a), first);
  const most = known.reduce((a, b) => (b.size > a.size ? b : a), first);
  if (least.size === most.size) return `${label}: ${inFull(most.value, unit)}${known.length > 1 ? " throughout" : ""}.`;
  return `${label}: from ${inFull(least.value, unit)} (${named(least.at)}) to ${inFull(most.value, unit)} (${named(most.at)}).`;
}

/** Whether there is anything to draw: a figure that is known and not zero. */
export function isBlank(points: readonly Point[], series: readonly Series[]): boolean {
  return points.every(({ figures }) => series.every(({ name }) => approximately(figures[name] ?? 0) === 0));
}
