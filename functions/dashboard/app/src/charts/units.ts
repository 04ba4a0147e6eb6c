/** @file What charts show: how figures are written on an axis, in a tooltip and in a table, and which colour they have. */

import type { Exact } from "../api/exact";
import { count, duration, exactUsd, percent, roundUsd, shortCount } from "../figures/decimal";

/** What is measured: US dollars, a number of things, a share of one, milliseconds. */
export type Unit = "usd" | "count" | "share" | "ms";

/** What a series means, which decides its colour; `other` is what has no colour of its own, such as tokens. */
export type SeriesMeaning = "cost" | "revenue" | "profit" | "calls" | "errors" | "latency" | "credits" | "other";

/** One line, area or row of bars. */
export type Series = {
  /** The name of its figure in the points. */
  name: string;
  label: string;
  meaning: SeriesMeaning;
  /** How its line is drawn, so that colour is not alone; see {@link DASHES}. */
  dash?: Dash;
};

export type Dash = keyof typeof DASHES;

/** Lines that can be distinguished without colour. */
export const DASHES = { solid: undefined, long: "7 4", dots: "2 3" } as const;

/** The CSS colour of a meaning. */
export function colourOf(meaning: SeriesMeaning): string {
  return meaning === "other" ? "var(--mantine-color-dimmed)" : `var(--meaning-${meaning})`;
}

/** A point in time, with its figures; null is what is not known. */
export type Point = {
  /** A day (`2026-11-03`) or a month (`2026-11`). */
  at: string;
  figures: Readonly<Record<string, Exact | null | undefined>>;
};

/** The figure in full, for a tooltip or a table. */
export function inFull(value: Exact | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return "–";
  switch (unit) {
    case "usd":
      return exactUsd(value);
    case "count":
      return count(value);
    case "share":
      return percent(value);
    case "ms":
      return duration(Number(value));
  }
}

/** The figure where there is little room: on an axis. */
export function inShort(value: number, unit: Unit): string {
  switch (unit) {
    case "usd":
      if (Math.abs(value) < 1000) return roundUsd(value).replace(/\.00$/, "");
      return `${value < 0 ? "-" : ""}$${shortCount(Math.abs(value))}`;
    case "count":
      return shortCount(value);
    case "share":
      return percent(value);
    case "ms":
      return duration(value);
  }
}
