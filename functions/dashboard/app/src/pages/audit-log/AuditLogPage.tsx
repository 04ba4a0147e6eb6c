import { Skeleton, Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { plusDays } from "../../charts/days";
import { Page } from "../../layout/Page";
import { Empty } from "../../states/Empty";
import { Failure } from "../../states/Failure";
import { ForRole } from "../../states/ForRole";
import { ListEnd } from "../../tables/ListEnd";
import { type List, PAGE_SIZE, useList } from "../../tables/useList";
import { Entry } from "./Entry";
import { Filters } from "./Filters";
import type { AuditSearch } from "./routes";

type AuditEntry = Schemas["AuditEntry"];

const route = getRouteApi("/frame/audit-log");
const itself = (entries: AuditEntry[]): readonly AuditEntry[] => entries;
const TITLE = "Audit log";

/** Every change that operators made, and what teams changed of their webhooks, with what was before and after. */
export function AuditLogPage() {
  return (
    <ForRole role="admin" title={TITLE}>
      <AuditLog />
    </ForRole>
  );
}

function AuditLog() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useList({
    key: ["audit-log", search],
    items: itself,
    page: ({ offset }, signal) => {
      const query = { ...filtersOf(search), offset, limit: PAGE_SIZE };
      return readWithHeaders(api.GET("/api/admin-users/audit-logs", { params: { query }, signal }));
    },
  });
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page
      title={TITLE}
      about="Every change that an operator made, and what teams changed of their webhooks. Nothing in it can be changed or deleted, and no secret is in it."
    >
      <Filters
        search={search}
        onChange={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
        onClear={isFiltered ? () => void navigate({ search: {}, replace: true }) : null}
      />
      <Entries
        list={list}
        empty={
          isFiltered ? (
            <Empty title="Nothing like this was done">Try fewer filters, or other days.</Empty>
          ) : (
            <Empty title="Nothing was done yet">What operators change is listed here.</Empty>
          )
        }
      />
    </Page>
  );
}

/** The filters as the API takes them: `to` is the end of its day. */
function filtersOf({ from, to, ...filters }: AuditSearch) {
  return {
    ...filters,
    since: from === undefined ? undefined : `${from}T00:00:00Z`,
    until: to === undefined ? undefined : `${plusDays(to, 1)}T00:00:00Z`,
  };
}

function Entries({ list, empty }: { list: List<AuditEntry>; empty: React.ReactNode }) {
  if (list.items === undefined) {
    if (list.error !== null) return <Failure error={list.error} retry={list.reload} />;
    return (
      <Stack role="status" aria-busy="true" aria-label="Loading" gap="sm">
        {[0, 1, 2, 3, 4].map((place) => (
          <Skeleton key={place} height={56} />
        ))}
      </Stack>
    );
  }
  if (list.items.length === 0) return empty;
  return (
    <div>
      <Stack component="ol" gap="xs" p={0} m={0} style={{ listStyle: "none" }} aria-label="Entries, newest first">
        {list.items.map((entry) => (
          <Entry key={entry.audit_id} entry={entry} />
        ))}
      </Stack>
      <ListEnd list={list} />
    </div>
  );
}
