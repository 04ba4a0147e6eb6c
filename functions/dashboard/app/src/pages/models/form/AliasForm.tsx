import { MultiSelect, Select, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { api, read, type Schemas } from "../../../api/client";
import { FormEnd } from "../../../forms/FormEnd";
import { ifMatch } from "../../../forms/ifMatch";
import { useApiForm } from "../../../forms/useApiForm";
import type { Edition } from "../../../forms/useEdition";
import { Section } from "../../../layout/Section";
import { useAccessGroupNames } from "../../access-groups/useAccessGroupNames";
import { PROVIDER_OPTIONS } from "../providers";
import { type AliasValues, aliasValues, type CatalogueModel, filledIn, modelChange, newModel } from "./aliasValues";
import { CataloguePicker } from "./CataloguePicker";
import { LimitsPart } from "./LimitsPart";
import { PricesPart } from "./PricesPart";
import { useCatalogueModel } from "./useCatalogueModel";

type Model = Schemas["Model"];

/** The form of a new alias, or of one that there is. */
export function AliasForm({
  initial,
  edited,
}: {
  /** What a new alias begins with. */
  initial?: AliasValues;
  /** The alias that is changed. */
  edited?: Edition<Model>;
}) {
  const navigate = useNavigate();
  const groups = useAccessGroupNames();
  const isNew = edited === undefined;
  const { form, submit, error, isSending } = useApiForm<AliasValues, Model>({
    initialValues: edited ? aliasValues(edited.edition) : (initial as AliasValues),
    onValuesChange: () => edited?.hold(),
    send: (values) => (edited ? change(values, entry.data ?? null, edited.edition) : make(values, entry.data ?? null)),
    done: (model) => (isNew ? `The alias ${model.model_alias} can be called.` : `${model.model_alias} was changed.`),
    onDone: (model) => void navigate({ to: "/models/$alias", params: { alias: model.model_alias } }),
  });
  const { values } = form;
  const entry = useCatalogueModel(values.provider, values.actual_model);
  const known = entry.data ?? null;
  return (
    <form onSubmit={submit} aria-label={isNew ? "New alias" : `Change ${edited.edition.model_alias}`}>
      <Stack>
        <Section title="Model" about="What the alias stands for.">
          <CataloguePicker chosen={known} onChoose={(found) => form.setValues(filledIn(found, values, isNew))} />
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
            <Select
              label="Provider"
              data={PROVIDER_OPTIONS}
              allowDeselect={false}
              required
              {...form.getInputProps("provider")}
            />
            <TextInput
              label="Provider's name of the model"
              autoComplete="off"
              required
              {...form.getInputProps("actual_model")}
            />
            <Select
              label="Kind"
              description={known === null ? undefined : "As the catalogue says"}
              inputWrapperOrder={["label", "input", "description", "error"]}
              data={[
                { value: "chat", label: "Chat" },
                { value: "embedding", label: "Embeddings" },
              ]}
              allowDeselect={false}
              disabled={known !== null}
              {...form.getInputProps("kind")}
              value={known?.kind ?? values.kind}
            />
          </SimpleGrid>
        </Section>
        <Section title="Alias" about="How teams call it, and who may.">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <TextInput
              label="Alias"
              description="Letters, digits and . _ : @ -. It cannot be changed later."
              autoComplete="off"
              required
              disabled={!isNew}
              {...form.getInputProps("model_alias")}
            />
            <TextInput
              label="Display name"
              description="The name for people"
              autoComplete="off"
              {...form.getInputProps("display_name")}
            />
            <MultiSelect
              label="Access groups"
              description="Teams that have one of them may call the alias by its name"
              data={groups.data ?? values.access_groups}
              searchable
              clearable
              nothingFoundMessage="There is no such access group"
              {...form.getInputProps("access_groups")}
            />
            <Select
              label="Status"
              description="An inactive alias cannot be called; a deprecated one can"
              data={[
                { value: "active", label: "Active" },
                { value: "deprecated", label: "Deprecated" },
                { value: "inactive", label: "Inactive" },
              ]}
              allowDeselect={false}
              {...form.getInputProps("status")}
            />
          </SimpleGrid>
          <Textarea
            label="Description"
            description="What operators note"
            autosize
            minRows={2}
            {...form.getInputProps("description")}
          />
        </Section>
        <PricesPart form={form} entry={entry.data} />
        <LimitsPart form={form} entry={entry.data} isNew={isNew} />
      </Stack>
      <FormEnd
        error={error}
        isSending={isSending}
        action={isNew ? "Create alias" : "Save"}
        onReload={edited?.reload}
        disabled={entry.isLoading}
        onCancel={() =>
          void (isNew
            ? navigate({ to: "/models" })
            : navigate({ to: "/models/$alias", params: { alias: edited.edition.model_alias } }))
        }
      />
    </form>
  );
}

function make(values: AliasValues, entry: CatalogueModel | null): Promise<Model> {
  return read(api.POST("/api/models/create", { body: newModel(values, entry) }));
}

function change(values: AliasValues, entry: CatalogueModel | null, before: Model): Promise<Model> {
  return read(
    api.PUT("/api/models/{alias}", {
      params: { path: { alias: before.model_alias } },
      headers: ifMatch(before),
      body: modelChange(values, entry, before),
    }),
  );
}
