import { expect, it } from "vitest";
import { priceRows } from "./priceRows";

it("prices are shown with those of long prompts and of other service tiers", () => {
  const rows = priceRows({
    pricing_input: "1.25",
    pricing_output: 10,
    pricing_cached_input: "0.125",
    pricing_cache_write_5m: null,
    pricing_cache_write_1h: null,
    pricing_tiers: [{ above_input_tokens: 200_000, input: "2.5", output: 15 }],
    pricing_service_tiers: {
      flex: { input: "0.625", output: 5, tiers: [{ above_input_tokens: 200_000, input: "1.25", output: "7.5" }] },
    },
  });
  expect(rows.map(({ label, input, cachedInput }) => [label, input, cachedInput])).toEqual([
    ["Standard", "1.25", "0.125"],
    ["Standard, prompts above 200,000 tokens", "2.5", null],
    ["Flex", "0.625", null],
    ["Flex, prompts above 200,000 tokens", "1.25", null],
  ]);
});
