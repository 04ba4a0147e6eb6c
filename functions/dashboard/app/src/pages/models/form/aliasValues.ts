/** @file The form of an alias: its fields, and what is sent of them. */

import type { Schemas } from "../../../api/client";
import type { Provider } from "../providers";
import { NO_PRICES, type PriceValues, pricesToSend, priceValues } from "./priceValues";

type Model = Schemas["Model"];
export type CatalogueModel = Schemas["CatalogueModel"];

/** The fields of the form, named as the API names them. */
export type AliasValues = PriceValues & {
  model_alias: string;
  display_name: string;
  provider: Provider | null;
  actual_model: string;
  kind: Schemas["ModelKind"];
  description: string;
  access_groups: string[];
  status: Schemas["ModelStatus"];
  /** Whether the prices are the catalogue's. A model that the catalogue does not have has its own. */
  prices: "catalogue" | "own";
  max_output_tokens: number | "";
  refused_parameters: string[];
  /** `team` stands for null: as the team says. */
  drop_unsupported: "team" | "drop" | "refuse";
  first_event_timeout_seconds: number | "";
  answer_timeout_seconds: number | "";
};

/** The form of a new alias. */
export const NEW_ALIAS: AliasValues = {
  ...NO_PRICES,
  model_alias: "",
  display_name: "",
  provider: null,
  actual_model: "",
  kind: "chat",
  description: "",
  access_groups: [],
  status: "active",
  prices: "catalogue",
  max_output_tokens: "",
  refused_parameters: [],
  drop_unsupported: "team",
  first_event_timeout_seconds: "",
  answer_timeout_seconds: "",
};

/** The form of an alias that there is. */
export function aliasValues(model: Model): AliasValues {
  return {
    ...priceValues(model),
    model_alias: model.model_alias,
    display_name: model.display_name,
    provider: model.provider,
    actual_model: model.actual_model,
    kind: model.kind,
    description: model.description ?? "",
    access_groups: model.access_groups,
    status: model.status,
    prices: model.prices_are_catalogues ? "catalogue" : "own",
    max_output_tokens: model.max_output_tokens,
    refused_parameters: model.refused_parameters,
    drop_unsupported: model.drop_unsupported === null ? "team" : model.drop_unsupported ? "drop" : "refuse",
    first_event_timeout_seconds: model.first_event_timeout_seconds ?? "",
    answer_timeout_seconds: model.answer_timeout_seconds ?? "",
  };
}

/** What choosing a model of the catalogue fills in. Names that were typed stay. */
export function filledIn(entry: CatalogueModel, values: AliasValues, isNew: boolean): Partial<AliasValues> {
  return {
    ...priceValues(entry),
    provider: entry.provider,
    actual_model: entry.model,
    kind: entry.kind,
    prices: "catalogue",
    max_output_tokens: entry.max_output_tokens ?? "",
    refused_parameters: entry.refused_parameters,
    ...(isNew && values.model_alias === "" && { model_alias: aliasFor(entry.model) }),
    ...(isNew && values.display_name === "" && { display_name: entry.display_name }),
  };
}

/** An alias may have letters, digits and `._:@-`; names of models may have more. */
export function aliasFor(model: string): string {
  const last = model.split("/").at(-1) ?? model;
  return last.replace(/[^A-Za-z0-9._:@-]+/g, "-");
}

/** Whether the catalogue's prices are used: it must have the model. */
export function usesCatalogue(values: AliasValues, entry: CatalogueModel | null): boolean {
  return entry !== null && values.prices === "catalogue";
}

/** What is sent to make the alias. */
export function newModel(values: AliasValues, entry: CatalogueModel | null): Schemas["NewModel"] {
  return {
    ...terms(values, entry, []),
    model_alias: values.model_alias.trim(),
    // The API names the field if it is missing.
    provider: values.provider as Provider,
    actual_model: values.actual_model.trim(),
  };
}

/** What is sent to change the alias. */
export function modelChange(
  values: AliasValues,
  entry: CatalogueModel | null,
  before: Model,
): Schemas["ModelChange"] & { use_catalogue_prices: boolean } {
  return {
    ...terms(values, entry, [before]),
    provider: values.provider ?? undefined,
    actual_model: values.actual_model.trim(),
    use_catalogue_prices: usesCatalogue(values, entry),
  };
}

function terms(values: AliasValues, entry: CatalogueModel | null, before: readonly Model[]) {
  const known = entry === null ? before : [...before, entry];
  const kind = entry?.kind ?? values.kind;
  return {
    ...(usesCatalogue(values, entry) ? {} : pricesToSend(values, kind, known)),
    display_name: values.display_name.trim() || undefined,
    kind,
    description: values.description,
    access_groups: values.access_groups,
    status: values.status,
    max_output_tokens: values.max_output_tokens === "" ? undefined : values.max_output_tokens,
    refused_parameters: values.refused_parameters as Schemas["RefusedParameter"][],
    drop_unsupported: values.drop_unsupported === "team" ? null : values.drop_unsupported === "drop",
    first_event_timeout_seconds: values.first_event_timeout_seconds || null,
    answer_timeout_seconds: values.answer_timeout_seconds || null,
  };
}

/** The parameters of a call that an alias may refuse. A new one of the API is missing here until the types fail. */
export const REFUSABLE = Object.keys({
  temperature: 0,
  top_p: 0,
  frequency_penalty: 0,
  presence_penalty: 0,
  max_tokens: 0,
  max_completion_tokens: 0,
  stop: 0,
  seed: 0,
  tools: 0,
  tool_choice: 0,
  parallel_tool_calls: 0,
  response_format: 0,
  reasoning_effort: 0,
  logit_bias: 0,
  logprobs: 0,
  top_logprobs: 0,
  verbosity: 0,
  service_tier: 0,
  cache_control: 0,
  prompt_cache_key: 0,
  prompt_cache_retention: 0,
  safety_identifier: 0,
  user: 0,
  images: 0,
} satisfies Record<Schemas["RefusedParameter"], 0>);
