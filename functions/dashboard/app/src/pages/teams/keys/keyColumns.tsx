/** @file How the list of keys shows a key. */

import { Code, Text } from "@mantine/core";
import type { Schemas } from "../../../api/client";
import { Moment } from "../../../figures/Moment";
import { type Kind, State } from "../../../figures/State";
import type { Column } from "../../../tables/DataTable";
import { KeyMenu } from "./KeyMenu";
import { type KeyQuestion, works } from "./keyName";

type Key = Schemas["VirtualKey"];

const STATES: Record<Schemas["KeyState"], Kind> = {
  active: "good",
  replaced: "waiting",
  expired: "stopped",
  revoked: "bad",
};

const COLUMNS: readonly Column<Key>[] = [
  {
    header: "Name",
    sortBy: (key) => key.name,
    cell: (key) => <Text size="sm">{key.name ?? "Without a name"}</Text>,
  },
  { header: "Key", cell: (key) => <Code>{key.key_hint}</Code> },
  {
    header: "Status",
    sortBy: (key) => key.status,
    cell: (key) => <State kind={STATES[key.status]}>{key.status}</State>,
  },
  { header: "Made", sortBy: (key) => key.created_at, cell: (key) => <Moment at={key.created_at} relative /> },
  { header: "Last used", sortBy: (key) => key.last_used_at, cell: (key) => <LastUsed of={key} /> },
  { header: "Ends", sortBy: (key) => key.revoked_at ?? key.expires_at, cell: (key) => <End of={key} /> },
];

/** The columns of the list; with what can be done, where the reader may do it. */
export function keyColumns(ask: ((question: KeyQuestion) => void) | null): readonly Column<Key>[] {
  if (ask === null) return COLUMNS;
  return [
    ...COLUMNS,
    { header: "Actions", align: "right", cell: (key) => (works(key) ? <KeyMenu of={key} ask={ask} /> : null) },
  ];
}

function LastUsed({ of }: { of: Key }) {
  return of.last_used_at === null ? "never" : <Moment at={of.last_used_at} relative />;
}

function End({ of }: { of: Key }) {
  if (of.revoked_at !== null) {
    return (
      <span>
        revoked <Moment at={of.revoked_at} relative />
      </span>
    );
  }
  return of.expires_at === null ? "never" : <Moment at={of.expires_at} />;
}
