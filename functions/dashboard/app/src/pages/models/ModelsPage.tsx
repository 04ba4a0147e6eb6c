import { Group, Select, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { approximately } from "../../api/exact";
import { Count } from "../../figures/Count";
import { Usd } from "../../figures/Usd";
import { ButtonLink } from "../../layout/ButtonLink";
import { Page } from "../../layout/Page";
import { TextLink } from "../../layout/TextLink";
import { Only } from "../../session/Only";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import { SearchBox } from "../../tables/SearchBox";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { useAccessGroupNames } from "../access-groups/useAccessGroupNames";
import { PROVIDER_OPTIONS, type Provider, providerName } from "./providers";
import { type ModelStatus, type ModelsSearch, modelsRoute } from "./routes";
import { StatusBadge } from "./StatusBadge";

type Model = Schemas["Model"];

const entries = (models: Model[]) => models;

/** The aliases by which teams call models. */
export function ModelsPage() {
  const filters = modelsRoute.useSearch();
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const list = useList({
    key: ["models", "list", filters],
    page: (next, signal) =>
      readWithHeaders(api.GET("/api/models", { params: { query: { ...filters, ...next, limit: PAGE_SIZE } }, signal })),
    items: entries,
  });
  return (
    <Page
      title="Models"
      about="Aliases by which teams call models. Each names a provider's model and has its prices."
      actions={
        <Only role="admin">
          <NewAlias />
        </Only>
      }
    >
      <Filters filters={filters} />
      <DataTable
        caption="Model aliases"
        columns={COLUMNS}
        list={list}
        rowKey={(model) => model.model_alias}
        empty={
          isFiltered ? (
            <Empty title="No alias fits">
              <TextLink to="/models" inherit>
                Show all aliases
              </TextLink>
            </Empty>
          ) : (
            <Empty
              title="There are no aliases yet"
              action={
                <Only role="admin">
                  <NewAlias />
                </Only>
              }
            >
              Teams call models by aliases. Make one for a model of the price catalogue: its prices and limits fill in.
            </Empty>
          )
        }
      />
    </Page>
  );
}

function NewAlias() {
  return (
    <ButtonLink to="/models/+new" leftSection={<IconPlus aria-hidden size={16} />}>
      New alias
    </ButtonLink>
  );
}

function Filters({ filters }: { filters: ModelsSearch }) {
  const navigate = modelsRoute.useNavigate();
  const groups = useAccessGroupNames();
  const change = (some: ModelsSearch) => void navigate({ search: (before) => ({ ...before, ...some }), replace: true });
  return (
    <Group gap="sm">
      <SearchBox label="Search aliases" value={filters.search} onChange={(search) => change({ search })} />
      <Select
        aria-label="Provider"
        placeholder="All providers"
        data={PROVIDER_OPTIONS}
        value={filters.provider ?? null}
        onChange={(value) => change({ provider: (value as Provider | null) ?? undefined })}
        clearable
        w={170}
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        data={STATUS_OPTIONS}
        value={filters.status ?? null}
        onChange={(value) => change({ status: (value as ModelStatus | null) ?? undefined })}
        clearable
        w={150}
      />
      <Select
        aria-label="Access group"
        placeholder="Any access group"
        data={withChosen(groups.data ?? [], filters.access_group)}
        value={filters.access_group ?? null}
        onChange={(value) => change({ access_group: value ?? undefined })}
        searchable
        clearable
        w={190}
      />
    </Group>
  );
}

/** What is chosen is offered even if it is not in the list. */
function withChosen(names: readonly string[], chosen: string | undefined): string[] {
  return chosen === undefined || names.includes(chosen) ? [...names] : [chosen, ...names];
}

const STATUS_OPTIONS = [
  { value: "active", label: "Active" },
  { value: "inactive", label: "Inactive" },
  { value: "deprecated", label: "Deprecated" },
];

const COLUMNS: readonly Column<Model>[] = [
  {
    header: "Alias",
    sortBy: (model) => model.model_alias,
    cell: (model) => (
      <Stack gap={0}>
        <TextLink to="/models/$alias" params={{ alias: model.model_alias }} size="sm" fw={500}>
          {model.model_alias}
        </TextLink>
        {model.display_name !== model.model_alias && (
          <Text size="xs" c="dimmed">
            {model.display_name}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    header: "Model",
    sortBy: (model) => `${model.provider} ${model.actual_model}`,
    cell: (model) => (
      <Stack gap={0}>
        <Text size="sm">{model.actual_model}</Text>
        <Text size="xs" c="dimmed">
          {providerName(model.provider)}
          {model.kind === "embedding" && " · embeddings"}
        </Text>
      </Stack>
    ),
  },
  { header: "Status", sortBy: (model) => model.status, cell: (model) => <StatusBadge status={model.status} /> },
  {
    header: "Input, $ per million",
    align: "right",
    sortBy: (model) => approximately(model.pricing_input),
    cell: (model) => <Usd value={model.pricing_input} exact />,
  },
  {
    header: "Output, $ per million",
    align: "right",
    sortBy: (model) => (model.kind === "embedding" ? 0 : approximately(model.pricing_output)),
    cell: (model) => <Usd value={model.kind === "embedding" ? null : model.pricing_output} exact />,
  },
  {
    header: "Prices",
    sortBy: (model) => String(model.prices_are_catalogues),
    cell: (model) => (model.prices_are_catalogues ? "Catalogue" : "Own"),
  },
  {
    header: "Access groups",
    cell: (model) =>
      model.access_groups.length === 0 ? (
        <Text size="sm" c="dimmed">
          None
        </Text>
      ) : (
        <Group gap={6} justify="flex-start">
          {model.access_groups.map((group) => (
            <TextLink key={group} to="/access-groups/$groupName" params={{ groupName: group }} size="sm">
              {group}
            </TextLink>
          ))}
        </Group>
      ),
  },
  {
    header: "Teams",
    align: "right",
    sortBy: (model) => model.teams_using_count,
    cell: (model) => <Count value={model.teams_using_count} />,
  },
];
