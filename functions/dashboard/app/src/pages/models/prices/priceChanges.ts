/** @file Which prices differ between two moments, in words. */

import type { Exact } from "../../../api/exact";
import { exactUsd } from "../../../figures/decimal";
import { type PriceRow, type Prices, priceRows } from "./priceRows";

/** A price that was changed. */
export type ChangedPrice = { label: string; before: string; after: string };

const NAMES: readonly { name: Exclude<keyof PriceRow, "label">; label: string }[] = [
  { name: "input", label: "input" },
  { name: "cachedInput", label: "cached input" },
  { name: "cacheWrite5m", label: "cache write, 5 min" },
  { name: "cacheWrite1h", label: "cache write, 1 h" },
  { name: "output", label: "output" },
];

/** The prices that differ. */
export function priceChanges(before: Prices, after: Prices): ChangedPrice[] {
  const old = new Map(priceRows(before).map((row) => [row.label, row]));
  const now = new Map(priceRows(after).map((row) => [row.label, row]));
  const labels = new Set([...now.keys(), ...old.keys()]);
  return [...labels].flatMap((label) =>
    NAMES.flatMap(({ name, label: price }) => {
      const [from, to] = [written(old.get(label), name), written(now.get(label), name)];
      return from === to ? [] : [{ label: `${label}, ${price}`, before: from, after: to }];
    }),
  );
}

function written(row: PriceRow | undefined, name: Exclude<keyof PriceRow, "label">): string {
  if (row === undefined) return "none";
  const value: Exact | null = row[name];
  return value === null ? "as input" : exactUsd(value);
}
