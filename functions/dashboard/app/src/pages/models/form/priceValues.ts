/** @file The prices of a form: texts as they are typed, so that no digit is lost. An empty one costs what input costs. */

import type { Schemas } from "../../../api/client";
import { digits, type Exact } from "../../../api/exact";
import { type Prices, SERVICE_TIERS, type ServiceTier } from "../prices/priceRows";

/** The prices of tokens. */
export type TokenValues = {
  input: string;
  output: string;
  cached_input: string;
  cache_write_5m: string;
  cache_write_1h: string;
};

/** The prices of long prompts; `id` names the row while it is edited. */
export type TierValues = TokenValues & { id: string; above_input_tokens: number | "" };

/** The prices of another service tier. */
export type ServiceTierValues = TokenValues & { tiers: TierValues[] };

/** The fields of a form that are prices. */
export type PriceValues = {
  pricing_input: string;
  pricing_output: string;
  pricing_cached_input: string;
  pricing_cache_write_5m: string;
  pricing_cache_write_1h: string;
  pricing_tiers: TierValues[];
  pricing_service_tiers: Partial<Record<ServiceTier, ServiceTierValues>>;
};

export const NO_TOKEN_PRICES: TokenValues = {
  input: "",
  output: "",
  cached_input: "",
  cache_write_5m: "",
  cache_write_1h: "",
};

export const NO_PRICES: PriceValues = {
  pricing_input: "",
  pricing_output: "",
  pricing_cached_input: "",
  pricing_cache_write_5m: "",
  pricing_cache_write_1h: "",
  pricing_tiers: [],
  pricing_service_tiers: {},
};

/** A row for prices of long prompts. */
export function newTier(): TierValues {
  return { ...NO_TOKEN_PRICES, id: crypto.randomUUID(), above_input_tokens: "" };
}

/** Prices that there are, as a form has them. */
export function priceValues(prices: Prices): PriceValues {
  return {
    pricing_input: written(prices.pricing_input),
    pricing_output: written(prices.pricing_output),
    pricing_cached_input: written(prices.pricing_cached_input),
    pricing_cache_write_5m: written(prices.pricing_cache_write_5m),
    pricing_cache_write_1h: written(prices.pricing_cache_write_1h),
    pricing_tiers: prices.pricing_tiers.map(tierValues),
    pricing_service_tiers: Object.fromEntries(
      SERVICE_TIERS.flatMap(({ tier }) => {
        const own = prices.pricing_service_tiers[tier];
        return own ? [[tier, { ...tokenValues(own), tiers: (own.tiers ?? []).map(tierValues) }]] : [];
      }),
    ),
  };
}

/**
 * The prices of a form, as the API takes them: all of them, so that none is taken from elsewhere.
 *
 * @param known The prices that the API would otherwise use where a cache price is left out: the catalogue's, and the alias's.
 */
export function pricesToSend(values: PriceValues, kind: Schemas["ModelKind"], known: readonly Prices[]) {
  const input = values.pricing_input.trim();
  // A price that is left out would be the one from before or the catalogue's, not what input costs.
  const orInput = (text: string, name: CachePrice) =>
    sent(text) ?? (known.some((prices) => prices[name] !== null) ? input : undefined);
  if (kind === "embedding") {
    return { pricing_input: input, pricing_output: sent(values.pricing_output) ?? "0" };
  }
  return {
    pricing_input: input,
    pricing_output: values.pricing_output.trim(),
    pricing_cached_input: orInput(values.pricing_cached_input, "pricing_cached_input"),
    pricing_cache_write_5m: orInput(values.pricing_cache_write_5m, "pricing_cache_write_5m"),
    pricing_cache_write_1h: orInput(values.pricing_cache_write_1h, "pricing_cache_write_1h"),
    pricing_tiers: values.pricing_tiers.map(tierToSend),
    pricing_service_tiers: Object.fromEntries(
      SERVICE_TIERS.flatMap(({ tier }) => {
        const own = values.pricing_service_tiers[tier];
        return own ? [[tier, { ...tokensToSend(own), tiers: own.tiers.map(tierToSend) }]] : [];
      }),
    ) as Schemas["NewServiceTierPrices"],
  };
}

type CachePrice = "pricing_cached_input" | "pricing_cache_write_5m" | "pricing_cache_write_1h";

function written(value: Exact | null | undefined): string {
  return value === null || value === undefined ? "" : digits(value);
}

function sent(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}

function tokenValues(prices: Omit<Schemas["TierPrices"], "above_input_tokens">): TokenValues {
  return {
    input: written(prices.input),
    output: written(prices.output),
    cached_input: written(prices.cached_input),
    cache_write_5m: written(prices.cache_write_5m),
    cache_write_1h: written(prices.cache_write_1h),
  };
}

function tierValues(tier: Schemas["TierPrices"]): TierValues {
  return { ...tokenValues(tier), id: crypto.randomUUID(), above_input_tokens: tier.above_input_tokens };
}

function tokensToSend(values: TokenValues) {
  return {
    input: values.input.trim(),
    output: values.output.trim(),
    cached_input: sent(values.cached_input),
    cache_write_5m: sent(values.cache_write_5m),
    cache_write_1h: sent(values.cache_write_1h),
  };
}

function tierToSend(values: TierValues): Schemas["NewPriceTier"] {
  // What is no number is sent as it is, so that the API names the field.
  return { ...tokensToSend(values), above_input_tokens: values.above_input_tokens as number };
}
