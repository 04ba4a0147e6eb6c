import { useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../../api/client";
import { Count } from "../../../figures/Count";
import { Moment } from "../../../figures/Moment";
import { type Kind, State } from "../../../figures/State";
import { Usd } from "../../../figures/Usd";
import { Section } from "../../../layout/Section";
import { TextLink } from "../../../layout/TextLink";
import { Empty } from "../../../states/Empty";
import { type Column, DataTable } from "../../../tables/DataTable";
import { wholeList } from "../../../tables/wholeList";
import type { TeamTab } from "../useTeam";

const LATEST = 25;

const KINDS: Record<Schemas["JobStatus"], Kind> = {
  pending: "waiting",
  in_progress: "working",
  completed: "good",
  failed: "bad",
  cancelled: "stopped",
};

const COLUMNS: readonly Column<Schemas["JobSummary"]>[] = [
  {
    header: "Job",
    cell: (job) => (
      <TextLink to="/jobs/$jobId" params={{ jobId: job.job_id }} size="sm" aria-label={`Job ${job.job_id}`}>
        …{job.job_id.slice(-12)}
      </TextLink>
    ),
  },
  { header: "Type", cell: (job) => job.job_type },
  { header: "Status", cell: (job) => <State kind={KINDS[job.status]}>{job.status.replace("_", " ")}</State> },
  { header: "Opened", cell: (job) => <Moment at={job.created_at} relative /> },
  { header: "Calls", align: "right", cell: (job) => <Count value={job.total_calls} /> },
  { header: "Credits", align: "right", cell: (job) => <Count value={job.credits_charged} /> },
  { header: "Revenue", align: "right", cell: (job) => <Usd value={job.client_cost_usd} meaning="revenue" /> },
  { header: "Cost", align: "right", cell: (job) => <Usd value={job.provider_cost_usd} meaning="cost" /> },
  { header: "Profit", align: "right", cell: (job) => <Usd value={job.profit_usd} meaning="profit" /> },
];

/** A team's latest jobs. */
export default function JobsTab({ team }: TeamTab) {
  const query = useQuery({
    queryKey: ["jobs", "team", team.team_id, "latest"],
    queryFn: async ({ signal }) => {
      const params = { path: { team_id: team.team_id }, query: { page_size: LATEST, with_calls: false } };
      return (await read(api.GET("/api/jobs/teams/{team_id}", { params, signal }))).jobs;
    },
  });
  return (
    <Section
      title="Latest jobs"
      actions={
        <TextLink to="/jobs" search={{ team_id: team.team_id }} size="sm">
          All jobs of this team
        </TextLink>
      }
    >
      <DataTable
        caption="The latest jobs of the team"
        columns={COLUMNS}
        list={wholeList(query)}
        rowKey={(job) => job.job_id}
        empty={<Empty title="No jobs yet">The team opens a job with its first call.</Empty>}
      />
    </Section>
  );
}
