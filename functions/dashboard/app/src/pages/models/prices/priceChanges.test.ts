import { expect, it } from "vitest";
import { priceChanges } from "./priceChanges";
import type { Prices } from "./priceRows";

const BEFORE: Prices = {
  pricing_input: "1.25",
  pricing_output: 10,
  pricing_cached_input: "0.125",
  pricing_cache_write_5m: null,
  pricing_cache_write_1h: null,
  pricing_tiers: [],
  pricing_service_tiers: {},
};

it("only prices that differ are named, with all their digits", () => {
  const after: Prices = { ...BEFORE, pricing_input: "1.250001", pricing_cached_input: null };
  expect(priceChanges(BEFORE, after)).toEqual([
    { label: "Standard, input", before: "$1.25", after: "$1.250001" },
    { label: "Standard, cached input", before: "$0.125", after: "as input" },
  ]);
  expect(priceChanges(BEFORE, { ...BEFORE, pricing_input: "1.250" })).toEqual([]);
});

it("prices of another tier appear and disappear", () => {
  const after: Prices = { ...BEFORE, pricing_service_tiers: { batch: { input: "0.6", output: 5 } } };
  expect(priceChanges(BEFORE, after).map(({ label, before }) => [label, before])).toEqual([
    ["Batch, input", "none"],
    ["Batch, cached input", "none"],
    ["Batch, cache write, 5 min", "none"],
    ["Batch, cache write, 1 h", "none"],
    ["Batch, output", "none"],
  ]);
});
