import { Button, Group, Select } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Page } from "../../layout/Page";
import { OrganizationPicker } from "../../pickers/OrganizationPicker";
import { Only } from "../../session/Only";
import { useMay } from "../../session/useSession";
import { Empty } from "../../states/Empty";
import { DataTable } from "../../tables/DataTable";
import { SearchBox } from "../../tables/SearchBox";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { CreateTeam } from "./CreateTeam";
import { TEAM_STATE_CHOICES } from "./TeamState";
import { TEAM_COLUMNS } from "./teamColumns";

const route = getRouteApi("/frame/teams");

const ITEMS = (teams: Schemas["Team"][]) => teams;

/** All teams: found by name, organization and status, ordered by what is left of their credits. */
export function TeamsPage() {
  const { create, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const mayCreate = useMay("admin");
  const set = (change: Partial<typeof filters>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const list = useList({
    key: ["teams", "list", filters],
    items: ITEMS,
    page: (next, signal) =>
      readWithHeaders(api.GET("/api/teams", { params: { query: { ...filters, ...next, limit: PAGE_SIZE } }, signal })),
  });
  const isFiltered = Boolean(filters.organization_id ?? filters.status ?? filters.search);
  const newTeam = (
    <Only role="admin">
      <Button
        onClick={() => void navigate({ search: (before) => ({ ...before, create: true }) })}
        leftSection={<IconPlus aria-hidden size={16} />}
      >
        New team
      </Button>
    </Only>
  );
  return (
    <Page
      title="Teams"
      about="Teams make the calls. Each has credits, virtual keys, terms, and models that it may call."
      actions={newTeam}
    >
      <Group gap="sm" align="end">
        <SearchBox label="Search teams" value={filters.search} onChange={(search) => set({ search })} />
        <OrganizationPicker
          aria-label="Organization"
          clearable
          value={filters.organization_id ?? null}
          onChange={(organization) => set({ organization_id: organization ?? undefined })}
        />
        <Select
          aria-label="Status"
          placeholder="Any status"
          clearable
          w={160}
          data={TEAM_STATE_CHOICES}
          value={filters.status ?? null}
          onChange={(status) => set({ status: (status as Schemas["TeamState"] | null) ?? undefined })}
        />
      </Group>
      <DataTable
        caption="Teams with their credits"
        columns={TEAM_COLUMNS}
        list={list}
        rowKey={(team) => team.team_id}
        sort={{
          by: filters.sort,
          descending: filters.order === "desc",
          onChange: (by, descending) => set({ sort: by as typeof filters.sort, order: descending ? "desc" : "asc" }),
        }}
        empty={
          isFiltered ? (
            <Empty title="No team is like this">Try another word, or fewer filters.</Empty>
          ) : (
            <Empty title="There are no teams yet" action={newTeam}>
              A new organization comes with a default team. A team gets credits, and a virtual key that it calls with.
            </Empty>
          )
        }
      />
      <CreateTeam
        opened={create === true && mayCreate}
        organizationId={filters.organization_id}
        close={() => void navigate({ search: (before) => ({ ...before, create: undefined }), replace: true })}
      />
    </Page>
  );
}
