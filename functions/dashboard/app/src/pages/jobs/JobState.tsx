import type { Schemas } from "../../api/client";
import { type Kind, State } from "../../figures/State";

type Sign = { word: string; kind: Kind };

/** What the states of jobs are called. */
export const JOB_STATES: Record<Schemas["JobStatus"], Sign> = {
  pending: { word: "Pending", kind: "stopped" },
  in_progress: { word: "In progress", kind: "working" },
  completed: { word: "Completed", kind: "good" },
  failed: { word: "Failed", kind: "bad" },
  cancelled: { word: "Cancelled", kind: "stopped" },
};

const CALL_STATES: Record<Schemas["CallStatus"], Sign> = {
  admitted: { word: "In progress", kind: "working" },
  succeeded: { word: "Succeeded", kind: "good" },
  failed: { word: "Failed", kind: "bad" },
  abandoned: { word: "Abandoned", kind: "bad" },
};

/** The state of a job. */
export function JobState({ status }: { status: Schemas["JobStatus"] }) {
  const { word, kind } = JOB_STATES[status];
  return <State kind={kind}>{word}</State>;
}

/** The state of a call. */
export function CallState({ status }: { status: Schemas["CallStatus"] }) {
  const { word, kind } = CALL_STATES[status];
  return <State kind={kind}>{word}</State>;
}
