/** @file One job with its calls, a page of them at a time. */

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../api/client";
import { memberText } from "../../api/jsonText";

export type Call = Schemas["CallDetail"];

/** So many calls are loaded at once: few jobs have more. */
const CALLS_AT_ONCE = 200;

/** How often a job is loaded anew while it is open, in milliseconds. */
const REFETCH_MS = 4000;

/** A job, and as many of its calls as are loaded. */
export type LoadedJob = {
  job: Schemas["JobSummary"];
  calls: readonly Call[];
  /** How many calls it has. */
  callCount: number;
  /** The client's own data, as JSON. */
  metadata: string;
  /** Loads the next calls; null where there are none. */
  more: (() => void) | null;
  isFetching: boolean;
};

/** Loads a job. The address has only its id: which team it belongs to is asked first. */
export function useJob(jobId: string) {
  const whose = useQuery({
    queryKey: ["jobs", jobId, "own"],
    queryFn: async ({ signal }) => {
      const params = { path: { job_id: jobId } };
      const answer = await read(api.GET("/api/jobs/{job_id}", { params, signal, parseAs: "text" }));
      // The client's numbers are shown as they were sent.
      return { teamId: (JSON.parse(answer) as Schemas["Job"]).team_id, metadata: memberText(answer, "metadata") };
    },
  });
  const teamId = whose.data?.teamId;
  const calls = useInfiniteQuery({
    queryKey: ["jobs", jobId, "calls", teamId],
    enabled: teamId !== undefined,
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => {
      const path = { team_id: teamId ?? "", job_id: jobId };
      const query = { bodies: false, offset: pageParam, limit: CALLS_AT_ONCE };
      return read(api.GET("/api/jobs/teams/{team_id}/{job_id}", { params: { path, query }, signal }));
    },
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.calls.length, 0);
      return last.calls.length === 0 || loaded >= last.call_count ? undefined : loaded;
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => {
      const status = state.data?.pages[0]?.job.status;
      return status === "pending" || status === "in_progress" ? REFETCH_MS : false;
    },
  });
  const last = calls.data?.pages.at(-1);
  const data: LoadedJob | undefined =
    last === undefined || last.job.job_id !== jobId
      ? undefined
      : {
          job: last.job,
          calls: calls.data?.pages.flatMap((page) => page.calls) ?? [],
          callCount: last.call_count,
          metadata: whose.data?.metadata ?? "{}",
          more: calls.hasNextPage ? () => void calls.fetchNextPage() : null,
          isFetching: calls.isFetching,
        };
  const asked = whose.data === undefined ? whose : calls;
  return { data, isError: asked.isError, error: asked.error, refetch: () => void asked.refetch() };
}
