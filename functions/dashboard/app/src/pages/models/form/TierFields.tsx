import { Button, Fieldset, Group, NumberInput, Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { AliasValues } from "./aliasValues";
import { newTier, type TierValues } from "./priceValues";
import { namesBelow, TokenPriceFields } from "./TokenPriceFields";

/** The API takes so many. */
const MOST_TIERS = 10;

/** Other prices for long prompts: any number of thresholds, each with its prices. */
export function TierFields({
  form,
  path,
  tiers,
  of,
}: {
  form: UseFormReturnType<AliasValues>;
  /** Where they are in the form: `pricing_tiers`. */
  path: string;
  tiers: readonly TierValues[];
  /** Whose prices they are: `the standard tier`. */
  of: string;
}) {
  const error = form.errors[path];
  return (
    <Stack gap="sm">
      {tiers.map((tier, index) => (
        <Fieldset key={tier.id} legend={`Long prompts of ${of}, ${index + 1}`} p="sm">
          <Stack gap="sm">
            <Group align="end" gap="sm">
              <NumberInput
                label="Prompts of more tokens than"
                min={1}
                allowDecimal={false}
                allowNegative={false}
                thousandSeparator=","
                required
                flex={1}
                maw={260}
                {...form.getInputProps(`${path}.${index}.above_input_tokens`)}
              />
              <Button
                variant="default"
                leftSection={<IconTrash aria-hidden size={16} />}
                onClick={() => form.removeListItem(path, index)}
              >
                Remove
              </Button>
            </Group>
            <TokenPriceFields form={form} names={namesBelow(`${path}.${index}`)} isChat />
          </Stack>
        </Fieldset>
      ))}
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      <Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus aria-hidden size={14} />}
          onClick={() => form.insertListItem(path, newTier())}
          disabled={tiers.length >= MOST_TIERS}
        >
          Add prices for long prompts
        </Button>
      </Group>
    </Stack>
  );
}
