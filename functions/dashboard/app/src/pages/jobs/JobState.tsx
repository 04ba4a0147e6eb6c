import { Badge } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleDashed,
  IconPlayerPlay,
  IconQuestionMark,
  IconX,
} from "@tabler/icons-react";
import type { Schemas } from "../../api/client";

type Sign = { word: string; Icon: typeof IconX; color?: string };

const ERROR = "var(--mantine-color-error)";

/** What the states of jobs are called. */
export const JOB_STATES: Record<Schemas["JobStatus"], Sign> = {
  pending: { word: "Pending", Icon: IconCircleDashed },
  in_progress: { word: "In progress", Icon: IconPlayerPlay },
  completed: { word: "Completed", Icon: IconCheck },
  failed: { word: "Failed", Icon: IconAlertTriangle, color: ERROR },
  cancelled: { word: "Cancelled", Icon: IconX },
};

const CALL_STATES: Record<Schemas["CallStatus"], Sign> = {
  admitted: { word: "In progress", Icon: IconPlayerPlay },
  succeeded: { word: "Succeeded", Icon: IconCheck },
  failed: { word: "Failed", Icon: IconAlertTriangle, color: ERROR },
  abandoned: { word: "Abandoned", Icon: IconQuestionMark, color: ERROR },
};

/** The state of a job. */
export function JobState({ status }: { status: Schemas["JobStatus"] }) {
  return <State sign={JOB_STATES[status]} />;
}

/** The state of a call. */
export function CallState({ status }: { status: Schemas["CallStatus"] }) {
  return <State sign={CALL_STATES[status]} />;
}

function State({ sign: { word, Icon, color } }: { sign: Sign }) {
  return (
    <Badge
      variant="default"
      tt="none"
      fw={600}
      miw="max-content"
      leftSection={<Icon aria-hidden size={14} color={color} />}
    >
      {word}
    </Badge>
  );
}
