import { Checkbox, Fieldset, Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { SERVICE_TIERS, type ServiceTier } from "../prices/priceRows";
import type { AliasValues } from "./aliasValues";
import { NO_TOKEN_PRICES } from "./priceValues";
import { TierFields } from "./TierFields";
import { namesBelow, TokenPriceFields } from "./TokenPriceFields";

/** Other prices for calls that the provider serves in another tier than the standard one. */
export function ServiceTierFields({ form }: { form: UseFormReturnType<AliasValues> }) {
  const own = form.values.pricing_service_tiers;
  const set = (tier: ServiceTier, has: boolean) => {
    const prices = has ? { ...NO_TOKEN_PRICES, tiers: [] } : undefined;
    form.setFieldValue("pricing_service_tiers", { ...own, [tier]: prices });
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        A provider may serve a call in another service tier than the standard one. A tier without prices costs what the
        standard one costs, and its calls are marked as estimated.
      </Text>
      {SERVICE_TIERS.map(({ tier, label, about }) => {
        const prices = own[tier];
        const path = `pricing_service_tiers.${tier}`;
        return (
          <Stack key={tier} gap="xs">
            <Checkbox
              label={`${label}: ${about}`}
              checked={prices !== undefined}
              onChange={(event) => set(tier, event.currentTarget.checked)}
            />
            {prices && (
              <Fieldset legend={`Prices of ${label}`} p="sm">
                <Stack gap="sm">
                  <TokenPriceFields form={form} names={namesBelow(path)} isChat />
                  <TierFields form={form} path={`${path}.tiers`} tiers={prices.tiers} of={label} />
                </Stack>
              </Fieldset>
            )}
          </Stack>
        );
      })}
    </Stack>
  );
}
