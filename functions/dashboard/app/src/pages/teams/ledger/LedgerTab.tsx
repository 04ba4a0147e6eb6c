import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, readWithHeaders, type Schemas } from "../../../api/client";
import { Section } from "../../../layout/Section";
import { Empty } from "../../../states/Empty";
import { DataTable } from "../../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../../tables/useList";
import { ENTRY_TYPES } from "../routes";
import type { TeamTab } from "../useTeam";
import { AutoRefill } from "./AutoRefill";
import { CorrectCredits } from "./CorrectCredits";
import { ENTRY_COLUMNS } from "./entryColumns";
import { LedgerChart } from "./LedgerChart";
import { Payment } from "./Payment";
import { ENTRIES, refillInWords } from "./words";

const route = getRouteApi("/frame/teams/$teamId");

const entriesOf = (ledger: Schemas["Transactions"]) => ledger.transactions;
const totalOf = (ledger: Schemas["Transactions"]) => ledger.total;
const afterEntry = (last: Schemas["Transaction"]) => ({ before: last.transaction_id });

/** What a team was given, charged and paid back. */
export default function LedgerTab({ team, reload, mayChange }: TeamTab) {
  const { type } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useList({
    key: ["teams", team.team_id, "ledger"],
    items: entriesOf,
    total: totalOf,
    after: afterEntry,
    page: (next, signal) =>
      readWithHeaders(
        api.GET("/api/credits/teams/{team_id}/transactions", {
          params: { path: { team_id: team.team_id }, query: { ...next, limit: PAGE_SIZE } },
          signal,
        }),
      ),
  });
  const loaded = list.items;
  // The API does not choose among entries: those that are loaded are looked through here, and the table says so.
  const shown =
    type === undefined || loaded === undefined
      ? list
      : { ...list, items: loaded.filter((entry) => entry.transaction_type === type), total: null };
  return (
    <Stack gap="lg">
      {loaded !== undefined && loaded.length > 0 && (
        <Section
          title="Credits over time"
          about={
            list.more === null
              ? "What remained after each entry."
              : "What remained after each of the entries that are loaded below. Load more to look further back."
          }
        >
          <LedgerChart entries={loaded} />
        </Section>
      )}
      <Section title="Auto-refill" actions={mayChange && <Refill team={team} reload={reload} />}>
        <Text size="sm">{refillInWords(team.credits)}</Text>
      </Section>
      <Section title="Ledger" actions={mayChange && <Booking team={team} reload={reload} />}>
        <Group gap="sm">
          <Select
            aria-label="Type of entry"
            placeholder="Every type"
            clearable
            w={220}
            data={ENTRY_TYPES.map((value) => ({ value, label: ENTRIES[value] }))}
            value={type ?? null}
            onChange={(value) =>
              void navigate({
                search: (before) => ({ ...before, type: (value as typeof type | null) ?? undefined }),
                replace: true,
              })
            }
          />
          {type !== undefined && list.more !== null && (
            <Text size="sm" c="dimmed">
              Among the {loaded?.length} newest entries. Load more to look further back.
            </Text>
          )}
        </Group>
        <DataTable
          caption="The team's ledger, newest first"
          columns={ENTRY_COLUMNS}
          list={shown}
          rowKey={(entry) => entry.transaction_id}
          empty={
            type === undefined ? (
              <Empty title="Nothing has been booked yet">Add credits, and the first entry is here.</Empty>
            ) : (
              <Empty
                title="No such entry among those that are loaded"
                action={
                  list.more && (
                    <Button variant="default" size="xs" onClick={list.more} loading={list.isFetching}>
                      Load more
                    </Button>
                  )
                }
              />
            )
          }
        />
      </Section>
    </Stack>
  );
}

function Refill(props: Pick<TeamTab, "team" | "reload">) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        Configure auto-refill
      </Button>
      <AutoRefill {...props} opened={opened} close={() => setOpened(false)} />
    </>
  );
}

function Booking({ team, reload }: Pick<TeamTab, "team" | "reload">) {
  const [asked, setAsked] = useState<"payment" | "correction" | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <Button variant="default" onClick={() => setAsked("correction")}>
        Correct credits
      </Button>
      <Button variant="default" onClick={() => setAsked("payment")}>
        Record a payment
      </Button>
      <Payment team={team} opened={asked === "payment"} close={close} />
      <CorrectCredits team={team} reload={reload} opened={asked === "correction"} close={close} />
    </>
  );
}
