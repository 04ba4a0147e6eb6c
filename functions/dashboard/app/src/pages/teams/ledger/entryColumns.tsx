/** @file How the ledger shows an entry. */

import type { Schemas } from "../../../api/client";
import { Count } from "../../../figures/Count";
import { Moment } from "../../../figures/Moment";
import { Unknown } from "../../../figures/Usd";
import { TextLink } from "../../../layout/TextLink";
import type { Column } from "../../../tables/DataTable";
import { changeOf, ENTRIES, signed } from "./words";

/** The columns of the ledger. */
export const ENTRY_COLUMNS: readonly Column<Schemas["Transaction"]>[] = [
  { header: "When", cell: (entry) => <Moment at={entry.created_at} />, width: "11rem" },
  { header: "Entry", cell: (entry) => ENTRIES[entry.transaction_type] },
  {
    header: "Credits",
    align: "right",
    cell: (entry) => (
      <span className="digits" style={{ fontWeight: 600 }}>
        {signed(changeOf(entry))}
      </span>
    ),
  },
  { header: "Remaining", align: "right", cell: (entry) => <Count value={entry.credits_after} /> },
  { header: "Reason", cell: (entry) => entry.reason ?? <Unknown /> },
  { header: "Job", cell: (entry) => <Job entry={entry} /> },
];

function Job({ entry: { job_id, call_id } }: { entry: Schemas["Transaction"] }) {
  if (job_id === null) return <Unknown />;
  return (
    <TextLink
      to="/jobs/$jobId"
      params={{ jobId: job_id }}
      search={call_id === null ? {} : { call: call_id }}
      size="sm"
      aria-label={`Job ${job_id}`}
    >
      …{job_id.slice(-12)}
    </TextLink>
  );
}
