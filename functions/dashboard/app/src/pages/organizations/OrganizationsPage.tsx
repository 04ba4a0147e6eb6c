import { Button, Code, Group, Select, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Count } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { Page } from "../../layout/Page";
import { TextLink } from "../../layout/TextLink";
import { Only } from "../../session/Only";
import { useMay } from "../../session/useSession";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import { SearchBox } from "../../tables/SearchBox";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { CreateOrganization } from "./CreateOrganization";
import { OrganizationState, retention } from "./OrganizationState";

type Organization = Schemas["Organization"];

const route = getRouteApi("/frame/organizations");

const STATES = [
  { value: "active", label: "Active" },
  { value: "suspended", label: "Suspended" },
  { value: "deleted", label: "Removed" },
];

const COLUMNS: readonly Column<Organization>[] = [
  {
    header: "Name",
    sortKey: "name",
    cell: ({ organization_id, name }) => (
      <TextLink
        to="/organizations/$organizationId"
        params={{ organizationId: organization_id }}
        size="sm"
        fw={600}
        lineClamp={2}
      >
        {name}
      </TextLink>
    ),
  },
  { header: "Id", sortKey: "organization_id", cell: ({ organization_id }) => <Code>{organization_id}</Code> },
  { header: "Status", cell: ({ status }) => <OrganizationState state={status} /> },
  {
    header: "Teams",
    align: "right",
    cell: ({ organization_id, team_count }) => (
      <TextLink to="/teams" search={{ organization_id }} size="sm" aria-label={`${team_count} teams`}>
        <Count value={team_count} />
      </TextLink>
    ),
  },
  { header: "Requests and answers", cell: ({ body_retention_days }) => retention(body_retention_days) },
  { header: "Made", sortKey: "created_at", cell: ({ created_at }) => <Moment at={created_at} relative /> },
];

const ITEMS = (organizations: Organization[]) => organizations;

/** All organizations, which are the deployment's customers. */
export function OrganizationsPage() {
  const { create, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const mayCreate = useMay("admin");
  const set = (change: Partial<typeof filters>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const list = useList({
    key: ["organizations", "list", filters],
    items: ITEMS,
    page: (next, signal) =>
      readWithHeaders(
        api.GET("/api/organizations", {
          params: { query: { ...filters, status: filters.status ?? "all", ...next, limit: PAGE_SIZE } },
          signal,
        }),
      ),
  });
  const newOrganization = (
    <Only role="admin">
      <Button
        onClick={() => void navigate({ search: (before) => ({ ...before, create: true }) })}
        leftSection={<IconPlus aria-hidden size={16} />}
      >
        New organization
      </Button>
    </Only>
  );
  return (
    <Page
      title="Organizations"
      about="An organization is a customer. Its teams make the calls, with its provider keys."
      actions={newOrganization}
    >
      <Group gap="sm" align="end">
        <SearchBox label="Search organizations" value={filters.search} onChange={(search) => set({ search })} />
        <Select
          aria-label="Status"
          placeholder="Any status"
          clearable
          w={160}
          data={STATES}
          value={filters.status ?? null}
          onChange={(status) => set({ status: (status as typeof filters.status | null) ?? undefined })}
        />
      </Group>
      <DataTable
        caption="Organizations"
        columns={COLUMNS}
        list={list}
        rowKey={({ organization_id }) => organization_id}
        sort={{
          by: filters.sort,
          descending: filters.order === "desc",
          onChange: (by, descending) => set({ sort: by as typeof filters.sort, order: descending ? "desc" : "asc" }),
        }}
        empty={
          filters.search === undefined && filters.status === undefined ? (
            <Empty title="There are no organizations yet" action={newOrganization}>
              <Text size="sm">
                Make one for your first customer, or for yourself. It comes with a team that can call.
              </Text>
            </Empty>
          ) : (
            <Empty title="No organization is like this">Try another word, or any status.</Empty>
          )
        }
      />
      <CreateOrganization
        opened={create === true && mayCreate}
        close={() => void navigate({ search: (before) => ({ ...before, create: undefined }), replace: true })}
      />
    </Page>
  );
}
