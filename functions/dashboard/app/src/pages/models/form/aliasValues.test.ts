import { describe, expect, it } from "vitest";
import type { Schemas } from "../../../api/client";
import {
  type AliasValues,
  aliasFor,
  type CatalogueModel,
  filledIn,
  modelChange,
  NEW_ALIAS,
  newModel,
} from "./aliasValues";

const ENTRY: CatalogueModel = {
  provider: "openai",
  model: "gpt-5-mini",
  display_name: "GPT-5 mini",
  kind: "chat",
  pricing_input: "0.25",
  pricing_output: 2,
  pricing_cached_input: "0.025",
  pricing_cache_write_5m: null,
  pricing_cache_write_1h: null,
  pricing_tiers: [],
  pricing_service_tiers: { flex: { input: "0.125", output: 1, cached_input: "0.0125" } },
  prices_until: null,
  context_window: 400_000,
  max_output_tokens: 128_000,
  refused_parameters: ["temperature"],
  source: "https://example.com",
  source_date: "2026-11-01",
  aliases: [],
};

const chosen: AliasValues = { ...NEW_ALIAS, ...filledIn(ENTRY, NEW_ALIAS, true) };

describe("the form of an alias", () => {
  it("is filled in by a model of the catalogue", () => {
    expect(chosen).toMatchObject({
      model_alias: "gpt-5-mini",
      display_name: "GPT-5 mini",
      provider: "openai",
      max_output_tokens: 128_000,
      pricing_cached_input: "0.025",
    });
    expect(chosen.pricing_service_tiers.flex).toMatchObject({ input: "0.125", output: "1" });
  });

  it("keeps names that were typed before", () => {
    const typed = { ...NEW_ALIAS, model_alias: "fast", display_name: "Fast" };
    expect({ ...typed, ...filledIn(ENTRY, typed, true) }).toMatchObject({ model_alias: "fast", display_name: "Fast" });
  });

  it("sends no prices where they are the catalogue's", () => {
    expect(newModel(chosen, ENTRY)).not.toHaveProperty("pricing_input");
  });

  it("sends all prices where one is its own", () => {
    const own: AliasValues = { ...chosen, prices: "own", pricing_input: "0.123456", pricing_cached_input: "" };
    expect(newModel(own, ENTRY)).toMatchObject({
      pricing_input: "0.123456",
      pricing_output: "2",
      // Left out, it would be the catalogue's.
      pricing_cached_input: "0.123456",
      pricing_cache_write_5m: undefined,
      pricing_tiers: [],
      pricing_service_tiers: { flex: { input: "0.125", output: "1", cached_input: "0.0125", tiers: [] } },
    });
  });

  it("has prices of its own where the catalogue does not know the model", () => {
    expect(newModel({ ...chosen, pricing_input: "3" }, null)).toMatchObject({ pricing_input: "3" });
  });

  it("goes back to the catalogue's prices when it is told to", () => {
    const before = { pricing_cached_input: null } as Schemas["Model"];
    expect(modelChange(chosen, ENTRY, before)).toMatchObject({ use_catalogue_prices: true, drop_unsupported: null });
    expect(modelChange({ ...chosen, prices: "own" }, ENTRY, before).use_catalogue_prices).toBe(false);
  });

  it("suggests an alias that is one", () => {
    expect(aliasFor("accounts/fireworks/models/kimi-k2")).toBe("kimi-k2");
    expect(aliasFor("a b(c)")).toBe("a-b-c-");
  });
});
