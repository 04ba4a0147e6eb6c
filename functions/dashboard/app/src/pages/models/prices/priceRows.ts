/** @file All prices of a model as rows: the standard ones, those for long prompts, and those of other service tiers. */

import type { Schemas } from "../../../api/client";
import type { Exact } from "../../../api/exact";
import { count } from "../../../figures/decimal";

export type Prices = Schemas["Prices"];
type TierPrices = Schemas["TierPrices"];
export type ServiceTier = keyof Schemas["ServiceTierPrices"];

/** The service tiers in the order in which they are shown, with their names. */
export const SERVICE_TIERS: readonly { tier: ServiceTier; label: string; about: string }[] = [
  { tier: "flex", label: "Flex", about: "slower and cheaper" },
  { tier: "priority", label: "Priority", about: "faster and dearer" },
  { tier: "batch", label: "Batch", about: "served in a batch" },
];

/** Prices that hold together, USD per million tokens; null costs what input costs. */
export type PriceRow = {
  /** When they hold: `Standard`, `Flex, prompts above 200,000 tokens`. */
  label: string;
  input: Exact;
  cachedInput: Exact | null;
  cacheWrite5m: Exact | null;
  cacheWrite1h: Exact | null;
  output: Exact;
};

/** The rows of a model's prices. */
export function priceRows(prices: Prices): PriceRow[] {
  const standard: PriceRow = {
    label: "Standard",
    input: prices.pricing_input,
    cachedInput: prices.pricing_cached_input,
    cacheWrite5m: prices.pricing_cache_write_5m,
    cacheWrite1h: prices.pricing_cache_write_1h,
    output: prices.pricing_output,
  };
  const others = SERVICE_TIERS.flatMap(({ tier, label }) => {
    const own = prices.pricing_service_tiers[tier];
    return own ? [rowOf(label, own), ...(own.tiers ?? []).map((long) => longRow(label, long))] : [];
  });
  return [standard, ...prices.pricing_tiers.map((long) => longRow("Standard", long)), ...others];
}

function longRow(label: string, tier: TierPrices): PriceRow {
  return rowOf(`${label}, prompts above ${count(tier.above_input_tokens)} tokens`, tier);
}

function rowOf(label: string, prices: Omit<TierPrices, "above_input_tokens">): PriceRow {
  return {
    label,
    input: prices.input,
    cachedInput: prices.cached_input ?? null,
    cacheWrite5m: prices.cache_write_5m ?? null,
    cacheWrite1h: prices.cache_write_1h ?? null,
    output: prices.output,
  };
}
