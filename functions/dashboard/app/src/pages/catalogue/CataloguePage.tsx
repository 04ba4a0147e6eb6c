import { Drawer, Group, Select } from "@mantine/core";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Page } from "../../layout/Page";
import { TextLink } from "../../layout/TextLink";
import { Empty } from "../../states/Empty";
import { DataTable } from "../../tables/DataTable";
import { SearchBox } from "../../tables/SearchBox";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { PROVIDER_OPTIONS, type Provider } from "../models/providers";
import { CatalogueEntry } from "./CatalogueEntry";
import { catalogueColumns, keyOf } from "./catalogueColumns";
import { type CatalogueSearch, catalogueRoute } from "./routes";

const entries = (catalogue: Schemas["PriceCatalogue"]) => catalogue.providers.flatMap(({ models }) => models);

/** What providers charge, as this version of Tollgate knows it. */
export function CataloguePage() {
  const { open, ...filters } = catalogueRoute.useSearch();
  const navigate = catalogueRoute.useNavigate();
  const change = (some: CatalogueSearch) =>
    void navigate({ search: (before) => ({ ...before, ...some }), replace: true, resetScroll: false });
  const list = useList({
    key: ["catalogue", "list", filters],
    page: (next, signal) =>
      readWithHeaders(
        api.GET("/api/pricing", { params: { query: { ...filters, ...next, limit: PAGE_SIZE } }, signal }),
      ),
    items: entries,
  });
  return (
    <Page
      title="Price catalogue"
      about="What providers charge, in USD per million tokens, as this version of Tollgate knows it. Aliases copy these prices: a new catalogue changes no alias."
    >
      <Group gap="sm">
        <SearchBox label="Search models" value={filters.search} onChange={(search) => change({ search })} />
        <Select
          aria-label="Provider"
          placeholder="All providers"
          data={PROVIDER_OPTIONS}
          value={filters.provider ?? null}
          onChange={(value) => change({ provider: (value as Provider | null) ?? undefined })}
          clearable
          w={170}
        />
      </Group>
      <DataTable
        caption="Models of the price catalogue"
        columns={COLUMNS}
        list={list}
        rowKey={keyOf}
        empty={
          <Empty title="No model fits">
            <TextLink to="/catalogue" inherit>
              Show all models
            </TextLink>
          </Empty>
        }
      />
      <Drawer
        opened={open !== undefined}
        onClose={() => change({ open: undefined })}
        position="right"
        size="xl"
        title="Model of the catalogue"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {open !== undefined && <CatalogueEntry name={open} />}
      </Drawer>
    </Page>
  );
}

const COLUMNS = catalogueColumns();
