import { SimpleGrid, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { digits, type Exact } from "../../../api/exact";
import type { AliasValues } from "./aliasValues";

/** The names of the prices of tokens within a path of the form. */
export type PriceNames = {
  input: string;
  output: string;
  cached_input: string;
  cache_write_5m: string;
  cache_write_1h: string;
};

/** The prices at the head of the form. */
export const STANDARD: PriceNames = {
  input: "pricing_input",
  output: "pricing_output",
  cached_input: "pricing_cached_input",
  cache_write_5m: "pricing_cache_write_5m",
  cache_write_1h: "pricing_cache_write_1h",
};

/** The prices of a tier, below its path. */
export function namesBelow(path: string): PriceNames {
  return {
    input: `${path}.input`,
    output: `${path}.output`,
    cached_input: `${path}.cached_input`,
    cache_write_5m: `${path}.cache_write_5m`,
    cache_write_1h: `${path}.cache_write_1h`,
  };
}

const LABELS: readonly { name: keyof PriceNames; label: string; isCache: boolean }[] = [
  { name: "input", label: "Input", isCache: false },
  { name: "cached_input", label: "Cached input", isCache: true },
  { name: "cache_write_5m", label: "Cache write, 5 min", isCache: true },
  { name: "cache_write_1h", label: "Cache write, 1 h", isCache: true },
  { name: "output", label: "Output", isCache: false },
];

/** The fields of the prices of tokens, in USD per million. */
export function TokenPriceFields({
  form,
  names,
  isChat,
  catalogue,
}: {
  form: UseFormReturnType<AliasValues>;
  names: PriceNames;
  /** An embedding model has neither a cache nor an output. */
  isChat: boolean;
  /** What the catalogue has for them, if it does. */
  catalogue?: Partial<Record<keyof PriceNames, Exact | null>>;
}) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }} spacing="sm">
      {LABELS.filter(({ name }) => isChat || name === "input").map(({ name, label, isCache }) => {
        const field = form.getInputProps(names[name]);
        return (
          <TextInput
            key={name}
            label={label}
            inputMode="decimal"
            autoComplete="off"
            leftSection="$"
            required={!isCache}
            placeholder={isCache ? "as input" : undefined}
            description={catalogue && noteOf(catalogue[name], String(field.value ?? ""))}
            {...field}
          />
        );
      })}
    </SimpleGrid>
  );
}

/** How a price stands to the catalogue's. */
function noteOf(catalogue: Exact | null | undefined, typed: string): string {
  if (catalogue === null || catalogue === undefined) return "Catalogue: as input";
  const same = typed.trim() !== "" && Number(typed) === Number(digits(catalogue));
  return same ? "As the catalogue" : `Catalogue: $${digits(catalogue)}`;
}
