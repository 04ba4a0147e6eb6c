import { Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { approximately } from "../../api/exact";
import { Duration } from "../../figures/Count";
import { Unknown, Usd } from "../../figures/Usd";
import { type Column, DataTable } from "../../tables/DataTable";
import type { List } from "../../tables/useList";
import { ENDS, inWords, TROUBLES } from "./faults";
import type { Call } from "./useJob";

type Attempt = Schemas["Attempt"] & { place: number };

const COLUMNS: readonly Column<Attempt>[] = [
  { header: "Attempt", cell: ({ place }) => place },
  {
    header: "Route",
    cell: ({ model_alias, provider, model, credential_id }) => (
      <div>
        {model_alias} at {provider}
        <Text size="xs" c="dimmed">
          {[model, credential_id === null ? "deployment's key" : `key …${credential_id.slice(-6)}`]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
    ),
  },
  { header: "Outcome", cell: (attempt) => <Outcome attempt={attempt} /> },
  { header: "HTTP status", align: "right", cell: ({ status }) => status ?? <Unknown /> },
  { header: "Took", align: "right", cell: ({ latency_ms }) => <Duration ms={latency_ms} /> },
  { header: "Booked", align: "right", cell: ({ cost_usd }) => <Usd value={cost_usd} meaning="cost" exact /> },
  {
    header: "In doubt",
    align: "right",
    cell: ({ in_doubt_usd, in_doubt_bound_usd }) =>
      in_doubt_bound_usd === undefined || approximately(in_doubt_bound_usd) === 0 ? (
        <Unknown />
      ) : (
        <div>
          <Usd value={in_doubt_usd} exact />
          <Text size="xs" c="dimmed">
            at most <Usd value={in_doubt_bound_usd} exact />
          </Text>
        </div>
      ),
  },
];

/** The attempts of a call, in order: which route each took and what became of it. */
export function CallAttempts({ call }: { call: Call }) {
  if (call.attempts.length === 0) {
    return <Text size="sm">{call.status === "admitted" ? "None has ended yet." : "No attempt was made."}</Text>;
  }
  const list: List<Attempt> = {
    items: call.attempts.map((attempt, index) => ({ ...attempt, place: index + 1 })),
    total: call.attempts.length,
    error: null,
    isFetching: false,
    more: null,
    reload: () => undefined,
  };
  return (
    <DataTable
      caption="Attempts of the call, in order"
      columns={COLUMNS}
      list={list}
      rowKey={({ place }) => String(place)}
      empty={null}
    />
  );
}

function Outcome({ attempt }: { attempt: Attempt }) {
  const { outcome, trouble, end, dropped } = attempt;
  const notes = [
    trouble ? `About its route: ${TROUBLES[trouble]}.` : "",
    end !== undefined && end !== "answered" ? `${ENDS[end]}.` : "",
    dropped !== undefined && dropped.length > 0 ? `Left out: ${dropped.join(", ")}.` : "",
  ].filter((note) => note !== "");
  return (
    <div>
      {outcome === "succeeded" ? "Succeeded" : inWords(outcome)}
      {notes.map((note) => (
        <Text key={note} size="xs" c="dimmed">
          {note}
        </Text>
      ))}
    </div>
  );
}
