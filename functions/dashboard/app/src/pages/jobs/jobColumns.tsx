import { Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { Count } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { Usd } from "../../figures/Usd";
import { TextLink } from "../../layout/TextLink";
import type { Column } from "../../tables/DataTable";
import { JobState } from "./JobState";

type Job = Schemas["JobSummary"];

const NOWRAP = { whiteSpace: "nowrap" } as const;

/** The columns of a list of jobs. */
export const JOB_COLUMNS: readonly Column<Job>[] = [
  {
    header: "Job",
    width: "13rem",
    cell: (job) => (
      <div>
        <TextLink to="/jobs/$jobId" params={{ jobId: job.job_id }} size="sm">
          {job.job_type}
        </TextLink>
        <Text size="xs" c="dimmed" title={job.job_id} style={NOWRAP}>
          …{job.job_id.slice(-12)}
        </Text>
      </div>
    ),
  },
  { header: "Opened", cell: ({ created_at }) => <Moment at={created_at} /> },
  {
    header: "Team",
    width: "10rem",
    cell: ({ team_id, organization_id }) => (
      <div>
        <TextLink to="/teams/$teamId" params={{ teamId: team_id }} size="sm">
          {team_id}
        </TextLink>
        <Text size="xs" c="dimmed">
          {organization_id}
        </Text>
      </div>
    ),
  },
  { header: "State", cell: ({ status }) => <JobState status={status} /> },
  { header: "Calls", align: "right", cell: (job) => <Calls job={job} /> },
  { header: "Tokens", align: "right", cell: ({ total_tokens }) => <Count value={total_tokens} /> },
  { header: "Credits", align: "right", cell: (job) => <Credits job={job} /> },
  {
    header: "Cost",
    align: "right",
    cell: ({ provider_cost_usd }) => <Usd value={provider_cost_usd} meaning="cost" />,
  },
  {
    header: "Revenue",
    align: "right",
    cell: ({ client_cost_usd }) => <Usd value={client_cost_usd} meaning="revenue" />,
  },
  { header: "Profit", align: "right", cell: ({ profit_usd }) => <Usd value={profit_usd} meaning="profit" /> },
];

function Calls({ job }: { job: Job }) {
  return (
    <div>
      <Count value={job.total_calls} />
      {job.failed_calls > 0 && (
        <Text size="xs" c="var(--mantine-color-error)" style={NOWRAP}>
          {job.failed_calls} failed
        </Text>
      )}
    </div>
  );
}

function Credits({ job }: { job: Job }) {
  return (
    <div>
      <Count value={job.credits_charged} />
      {job.credits_uncollected > 0 && (
        <Text size="xs" c="var(--mantine-color-error)" style={NOWRAP}>
          <Count value={job.credits_uncollected} /> uncollected
        </Text>
      )}
    </div>
  );
}
