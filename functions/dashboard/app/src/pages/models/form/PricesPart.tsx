import { Alert, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconInfoCircle } from "@tabler/icons-react";
import { Section } from "../../../layout/Section";
import { PriceTable } from "../prices/PriceTable";
import { type AliasValues, type CatalogueModel, usesCatalogue } from "./aliasValues";
import { priceValues } from "./priceValues";
import { ServiceTierFields } from "./ServiceTierFields";
import { TierFields } from "./TierFields";
import { STANDARD, TokenPriceFields } from "./TokenPriceFields";

/** The part of the form with the prices: those of the catalogue, or the alias's own. */
export function PricesPart({
  form,
  entry,
}: {
  form: UseFormReturnType<AliasValues>;
  /** What the catalogue has for the model; undefined until that is known, null where it has nothing. */
  entry: CatalogueModel | null | undefined;
}) {
  const { values } = form;
  const isNamed = values.provider !== null && values.actual_model.trim() !== "";
  const ofCatalogue = usesCatalogue(values, entry ?? null);
  const kind = entry?.kind ?? values.kind;
  return (
    <Section title="Prices" about="USD per million tokens. Calls in progress keep the prices they were admitted with.">
      {!isNamed && <Text size="sm">Choose a model first.</Text>}
      {isNamed && entry === null && (
        <Alert variant="outline" icon={<IconInfoCircle aria-hidden />}>
          The catalogue does not have this model, so it needs prices of its own.
        </Alert>
      )}
      {entry && (
        <Group justify="space-between" gap="sm">
          <SegmentedControl
            aria-label="Whose prices"
            data={[
              { value: "catalogue", label: "As the catalogue" },
              { value: "own", label: "Own prices" },
            ]}
            value={values.prices}
            onChange={(value) => form.setFieldValue("prices", value === "own" ? "own" : "catalogue")}
          />
          {!ofCatalogue && (
            <Button size="xs" variant="default" onClick={() => form.setValues(priceValues(entry))}>
              Fill in the catalogue's prices
            </Button>
          )}
        </Group>
      )}
      {entry && ofCatalogue && (
        <PriceTable
          prices={entry}
          kind={entry.kind}
          caption={`The catalogue's prices, as of ${entry.source_date}. They are copied: a new catalogue changes no alias.`}
        />
      )}
      {isNamed && entry !== undefined && !ofCatalogue && (
        <Stack gap="md">
          <TokenPriceFields
            form={form}
            names={STANDARD}
            isChat={kind === "chat"}
            catalogue={entry === null ? undefined : standardOf(entry)}
          />
          {kind === "chat" && (
            <>
              <TierFields form={form} path="pricing_tiers" tiers={values.pricing_tiers} of="the standard tier" />
              <ServiceTierFields form={form} />
            </>
          )}
        </Stack>
      )}
    </Section>
  );
}

function standardOf(entry: CatalogueModel) {
  return {
    input: entry.pricing_input,
    output: entry.pricing_output,
    cached_input: entry.pricing_cached_input,
    cache_write_5m: entry.pricing_cache_write_5m,
    cache_write_1h: entry.pricing_cache_write_1h,
  };
}
