import { Divider, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import type { Provider } from "../../pickers/providers";
import { Loaded } from "../../states/Loaded";
import { aliasFor, type CatalogueModel } from "../models/form/aliasValues";
import { CataloguePicker } from "../models/form/CataloguePicker";
import { providerName } from "../models/providers";
import { useFactsAnew } from "./useProgress";

/** Small and cheap models, which are good to begin with. */
const TO_BEGIN_WITH = ["gpt-4o-mini", "claude-haiku-4-5", "gemini-2.5-flash", "accounts/fireworks/models/gpt-oss-20b"];

/** The access group that a first alias is in. */
const GROUP = "standard";

/** Makes the alias that the team calls: its prices and limits are the catalogue's. */
export function AliasStep({
  provider,
  aliases,
  onChoose,
}: {
  /** Of whose models the organization has a key. */
  provider: Provider;
  /** The aliases that there are already. */
  aliases: readonly string[];
  onChoose: (alias: string) => void;
}) {
  const catalogue = useQuery({
    queryKey: ["catalogue", "of", provider],
    queryFn: async ({ signal }) => {
      const found = await read(api.GET("/api/pricing", { params: { query: { provider, limit: 500 } }, signal }));
      return found.providers.flatMap(({ models }) => models).filter(({ kind }) => kind === "chat");
    },
  });
  return (
    <Stack>
      <Loaded query={catalogue} lines={2}>
        {(models) => (
          <AliasForm
            first={models.find(({ model }) => TO_BEGIN_WITH.includes(model)) ?? models[0] ?? null}
            provider={provider}
            onChoose={onChoose}
          />
        )}
      </Loaded>
      {aliases.length > 0 && (
        <>
          <Divider label="or" />
          <Select
            label="Go on with an alias that there is"
            placeholder="Choose an alias"
            data={aliases}
            searchable
            value={null}
            onChange={(alias) => {
              if (alias !== null) onChoose(alias);
            }}
          />
        </>
      )}
    </Stack>
  );
}

type Values = { entry: CatalogueModel | null; model_alias: string; access_group: string };

function AliasForm({
  first,
  provider,
  onChoose,
}: {
  first: CatalogueModel | null;
  provider: Provider;
  onChoose: (alias: string) => void;
}) {
  const loadFacts = useFactsAnew();
  const { form, submit, error, isSending } = useApiForm<Values, Schemas["Model"]>({
    initialValues: { entry: first, model_alias: first === null ? "" : aliasFor(first.model), access_group: GROUP },
    validate: { entry: (entry) => (entry === null ? "Choose a model." : null) },
    send: async ({ entry, model_alias, access_group }) => {
      const group = access_group.trim();
      await makeGroupIfMissing(group);
      const body = {
        model_alias: model_alias.trim(),
        provider: entry?.provider ?? provider,
        actual_model: entry?.model ?? "",
        access_groups: [group],
      };
      const made = await read(api.POST("/api/models/create", { body }));
      await loadFacts();
      return made;
    },
    done: (model) => `The alias ${model.model_alias} is made.`,
    onDone: (model) => onChoose(model.model_alias),
  });
  const { entry, model_alias } = form.values;
  const isOther = entry !== null && entry.provider !== provider;
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <CataloguePicker
          chosen={entry}
          onChoose={(chosen) => {
            if (entry === null || model_alias === aliasFor(entry.model)) {
              form.setFieldValue("model_alias", aliasFor(chosen.model));
            }
            form.setFieldValue("entry", chosen);
          }}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label="Alias"
            description="What clients call it"
            autoComplete="off"
            required
            {...form.getInputProps("model_alias")}
          />
          <TextInput
            label="Access group"
            description="Teams get aliases by groups; it is made if there is none"
            autoComplete="off"
            required
            {...form.getInputProps("access_group")}
            error={form.errors.access_group ?? form.errors.access_groups}
          />
        </SimpleGrid>
      </Stack>
      <FormEnd
        error={isOther ? new Error(`The organization has no key for ${providerName(entry.provider)} yet.`) : error}
        isSending={isSending}
        action="Create alias"
        disabled={isOther}
      />
    </form>
  );
}

async function makeGroupIfMissing(group_name: string): Promise<void> {
  const query = { status: "all", limit: 500 } as const;
  const groups = await read(api.GET("/api/model-access-groups", { params: { query } }));
  if (groups.some((group) => group.group_name === group_name)) return;
  await read(api.POST("/api/model-access-groups/create", { body: { group_name } }));
}
