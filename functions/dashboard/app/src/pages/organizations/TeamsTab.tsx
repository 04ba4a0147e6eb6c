import { Group, Select } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { ButtonLink } from "../../layout/ButtonLink";
import { Empty } from "../../states/Empty";
import { DataTable } from "../../tables/DataTable";
import { SearchBox } from "../../tables/SearchBox";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { TEAM_STATE_CHOICES } from "../teams/TeamState";
import { TEAM_COLUMNS_OF_ONE } from "../teams/teamColumns";
import type { OrganizationTab } from "./useOrganization";

const route = getRouteApi("/frame/organizations/$organizationId");

const teamsOf = (list: Schemas["OrganizationTeams"]) => list.teams;
const totalOf = (list: Schemas["OrganizationTeams"]) => list.team_count;

/** The teams of an organization. */
export default function TeamsTab({ organization, mayChange }: OrganizationTab) {
  const { status, search, sort, order } = route.useSearch();
  const filters = { status, search, sort, order };
  const navigate = route.useNavigate();
  const set = (change: Partial<typeof filters>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const { organization_id } = organization;
  const list = useList({
    key: ["teams", "of", organization_id, filters],
    items: teamsOf,
    total: totalOf,
    page: (next, signal) =>
      readWithHeaders(
        api.GET("/api/organizations/{organization_id}/teams", {
          params: { path: { organization_id }, query: { ...filters, ...next, limit: PAGE_SIZE } },
          signal,
        }),
      ),
  });
  return (
    <>
      <Group gap="sm" mb="md">
        <SearchBox label="Search teams" value={search} onChange={(search) => set({ search })} />
        <Select
          aria-label="Status"
          placeholder="Any status"
          clearable
          w={160}
          data={TEAM_STATE_CHOICES}
          value={status ?? null}
          onChange={(status) => set({ status: (status as Schemas["TeamState"] | null) ?? undefined })}
        />
      </Group>
      <DataTable
        caption={`Teams of ${organization.name} with their credits`}
        columns={TEAM_COLUMNS_OF_ONE}
        list={list}
        rowKey={(team) => team.team_id}
        sort={{
          by: sort,
          descending: order === "desc",
          onChange: (by, descending) => set({ sort: by as typeof sort, order: descending ? "desc" : "asc" }),
        }}
        empty={
          search === undefined && status === undefined ? (
            <Empty
              title="This organization has no teams"
              action={
                mayChange && (
                  <ButtonLink to="/teams" search={{ organization_id, create: true }}>
                    New team
                  </ButtonLink>
                )
              }
            >
              A team makes the calls, with credits and a virtual key of its own.
            </Empty>
          ) : (
            <Empty title="No team is like this">Try another word, or any status.</Empty>
          )
        }
      />
    </>
  );
}
