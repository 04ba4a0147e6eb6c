import { MultiSelect, NumberInput, Select, SimpleGrid } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { count } from "../../../figures/decimal";
import { Section } from "../../../layout/Section";
import { type AliasValues, type CatalogueModel, REFUSABLE } from "./aliasValues";

/** The part of the form with the limits: tokens, time, and parameters that the model does not take. */
export function LimitsPart({
  form,
  entry,
  isNew,
}: {
  form: UseFormReturnType<AliasValues>;
  entry: CatalogueModel | null | undefined;
  isNew: boolean;
}) {
  const known = entry?.max_output_tokens ?? null;
  const isChat = (entry?.kind ?? form.values.kind) === "chat";
  return (
    <Section title="Limits" about="Credits are held for the longest answer, so a lower limit holds fewer.">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        {isChat && (
          <NumberInput
            label="Most tokens of an answer"
            description={known === null ? "The catalogue knows no limit" : `Catalogue: ${count(known)}`}
            placeholder={isNew ? count(known ?? 4096) : undefined}
            required={!isNew}
            {...WHOLE}
            {...form.getInputProps("max_output_tokens")}
          />
        )}
        <NumberInput
          label="First event, seconds"
          description="Until an answer begins, 1 to 600. Empty: as the deployment says"
          {...WHOLE}
          max={600}
          {...form.getInputProps("first_event_timeout_seconds")}
        />
        <NumberInput
          label="Whole answer, seconds"
          description="Until an answer ends, 1 to 600. Empty: as the deployment says"
          {...WHOLE}
          max={600}
          {...form.getInputProps("answer_timeout_seconds")}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <MultiSelect
          label="Refused parameters"
          description="Parameters of a call that this model does not take, although others of its provider do"
          data={REFUSABLE}
          searchable
          clearable
          {...form.getInputProps("refused_parameters")}
        />
        <Select
          label="Parameters that the model does not take"
          description="What is done where a request does not say so itself"
          data={[
            { value: "team", label: "As the team says" },
            { value: "drop", label: "Leave them out" },
            { value: "refuse", label: "Refuse the request" },
          ]}
          allowDeselect={false}
          {...form.getInputProps("drop_unsupported")}
        />
      </SimpleGrid>
    </Section>
  );
}

const WHOLE = {
  min: 1,
  allowDecimal: false,
  allowNegative: false,
  thousandSeparator: ",",
  hideControls: true,
} as const;
