import { getRouteApi } from "@tanstack/react-router";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Page } from "../../layout/Page";
import { Empty } from "../../states/Empty";
import { DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { JobFilterBar } from "./JobFilterBar";
import { JOB_COLUMNS } from "./jobColumns";
import type { JobFilters } from "./routes";

type Job = Schemas["JobSummary"];

const route = getRouteApi("/frame/jobs");
const itself = (jobs: Job[]): readonly Job[] => jobs;

/** The jobs of all teams, newest first. */
export function JobsPage() {
  const filters = route.useSearch();
  const list = useList({
    key: ["jobs", "list", filters],
    page: ({ before }, signal) =>
      readWithHeaders(api.GET("/api/jobs", { params: { query: { ...filters, before, limit: PAGE_SIZE } }, signal })),
    items: itself,
    linked: true,
  });
  return (
    <Page
      title="Jobs"
      about="What teams' applications do: each job has one or more calls, and is charged for as a whole."
    >
      <JobFilterBar filters={filters} />
      <DataTable
        caption="Jobs, newest first"
        columns={JOB_COLUMNS}
        list={list}
        rowKey={({ job_id }) => job_id}
        empty={<NoJobs isFiltered={isFiltered(filters)} />}
      />
    </Page>
  );
}

function isFiltered(filters: JobFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}

function NoJobs({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <Empty title="No job fits">Fewer filters, or other days, find more.</Empty>
  ) : (
    <Empty title="No jobs yet">
      Jobs appear here as soon as a team calls a model. A team needs credits, an access group with a model, and a
      virtual key.
    </Empty>
  );
}
