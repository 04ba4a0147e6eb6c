import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { Schemas } from "../../api/client";
import { textIn, wordIn } from "../../layout/address";
import { frameRoute } from "../../layout/frameRoute";

/** The states of a job, in the order of the filter. */
export const JOB_STATUSES: readonly Schemas["JobStatus"][] = [
  "pending",
  "in_progress",
  "completed",
  "failed",
  "cancelled",
];

/** The filters of the list of jobs, by the API's names. */
export type JobFilters = {
  organization_id?: string;
  team_id?: string;
  status?: Schemas["JobStatus"];
  job_type?: string;
  external_task_id?: string;
  user_id?: string;
  start_date?: string;
  end_date?: string;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function dayIn(value: unknown): string | undefined {
  return typeof value === "string" && DAY.test(value) ? value : undefined;
}

export const jobsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/jobs",
  validateSearch: (search): JobFilters => ({
    organization_id: textIn(search.organization_id),
    team_id: textIn(search.team_id),
    status: wordIn(search.status, JOB_STATUSES),
    job_type: textIn(search.job_type),
    external_task_id: textIn(search.external_task_id),
    user_id: textIn(search.user_id),
    start_date: dayIn(search.start_date),
    end_date: dayIn(search.end_date),
  }),
  component: lazyRouteComponent(() => import("./JobsPage"), "JobsPage"),
});

type JobSearch = {
  /** The call that is open. */
  call?: string;
};

export const jobRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/jobs/$jobId",
  validateSearch: (search): JobSearch => ({ call: textIn(search.call) }),
  component: lazyRouteComponent(() => import("./JobPage"), "JobPage"),
});

export const jobsRoutes = [jobsRoute, jobRoute] as const;
