import { NumberInput, SimpleGrid, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import type { Schemas } from "../../../api/client";

/** The fields that say what a team's credits are worth, and how much it may call in a minute. */
export type Rates = {
  credits_per_dollar: string;
  tokens_per_credit: number | string;
  cost_markup_percentage: string;
  rpm_limit: number | string;
  tpm_limit: number | string;
};

const WHOLE = { thousandSeparator: ",", allowDecimal: false, allowNegative: false, hideControls: true } as const;

/** The rates and limits of a team. The rate that its budget mode does not use is left out. */
export function RateFields<V extends Rates>({
  form,
  mode,
  children,
}: {
  form: UseFormReturnType<V>;
  mode: Schemas["BudgetMode"];
  /** Fields beside these. */
  children?: ReactNode;
}) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      {mode === "consumption_usd" && (
        <TextInput
          label="Credits per dollar"
          description="Of what the client pays."
          inputMode="decimal"
          {...form.getInputProps("credits_per_dollar")}
        />
      )}
      {mode === "consumption_tokens" && (
        <NumberInput
          label="Tokens per credit"
          description="Input and output."
          {...WHOLE}
          {...form.getInputProps("tokens_per_credit")}
        />
      )}
      <TextInput
        label="Markup in percent"
        description="On the provider's cost."
        inputMode="decimal"
        rightSection="%"
        rightSectionPointerEvents="none"
        {...form.getInputProps("cost_markup_percentage")}
      />
      <NumberInput
        label="Requests a minute"
        description="Empty for no limit."
        {...WHOLE}
        {...form.getInputProps("rpm_limit")}
      />
      <NumberInput
        label="Tokens a minute"
        description="Empty for no limit."
        {...WHOLE}
        {...form.getInputProps("tpm_limit")}
      />
      {children}
    </SimpleGrid>
  );
}
