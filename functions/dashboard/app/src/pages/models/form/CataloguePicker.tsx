import { Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, read } from "../../../api/client";
import { exactUsd } from "../../../figures/decimal";
import { providerName } from "../providers";
import type { CatalogueModel } from "./aliasValues";

/** Finds a model in the price catalogue. */
export function CataloguePicker({
  chosen,
  onChoose,
}: {
  /** The entry that the form stands for now; null for none. */
  chosen: CatalogueModel | null;
  onChoose: (entry: CatalogueModel) => void;
}) {
  const catalogue = useQuery({
    queryKey: ["catalogue", "all"],
    staleTime: 60_000,
    queryFn: ({ signal }) => read(api.GET("/api/pricing", { params: { query: { limit: 500 } }, signal })),
  });
  const providers = catalogue.data?.providers ?? [];
  const byKey = new Map(providers.flatMap(({ models }) => models.map((entry) => [keyOf(entry), entry] as const)));
  return (
    <Select
      label="Find in the price catalogue"
      description="Fills in the model, its prices and its limits. All of them can be changed."
      placeholder={catalogue.isError ? catalogue.error.message : "Name of a model or a provider"}
      data={providers.map(({ provider, models }) => ({
        group: providerName(provider),
        items: models.map((entry) => ({ value: keyOf(entry), label: labelOf(entry) })),
      }))}
      value={chosen === null ? null : keyOf(chosen)}
      onChange={(key) => {
        const entry = key === null ? undefined : byKey.get(key);
        if (entry !== undefined) onChoose(entry);
      }}
      renderOption={({ option }) => <Entry entry={byKey.get(option.value)} label={option.label ?? option.value} />}
      searchable
      allowDeselect={false}
      nothingFoundMessage={
        catalogue.isFetching ? "Loading…" : "Not in the catalogue: enter its name and prices of its own below"
      }
      maxDropdownHeight={340}
    />
  );
}

function Entry({ entry, label }: { entry: CatalogueModel | undefined; label: string }) {
  if (entry === undefined) return label;
  return (
    <Group justify="space-between" wrap="nowrap" flex={1} gap="xs">
      <Stack gap={0}>
        <Text size="sm">{entry.display_name}</Text>
        <Text size="xs" style={{ overflowWrap: "anywhere" }}>
          {entry.model}
          {entry.kind === "embedding" && " · embeddings"}
        </Text>
      </Stack>
      <Text size="xs" ta="right" className="digits">
        {exactUsd(entry.pricing_input)} in
        {entry.kind === "chat" && (
          <>
            <br />
            {exactUsd(entry.pricing_output)} out
          </>
        )}
      </Text>
    </Group>
  );
}

function keyOf(entry: CatalogueModel): string {
  return `${entry.provider} ${entry.model}`;
}

/** What is searched: the names of the model and of its provider. */
function labelOf(entry: CatalogueModel): string {
  const names = entry.display_name === entry.model ? entry.model : `${entry.display_name} (${entry.model})`;
  return `${names} · ${providerName(entry.provider)}`;
}
