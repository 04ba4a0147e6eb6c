import { Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconProgress } from "@tabler/icons-react";
import type { Schemas } from "../../api/client";
import { STATUSES } from "./filter";
import type { Call } from "./tail";

const LOOKS: Record<Schemas["CallStatus"], { icon: typeof IconProgress; colour: string }> = {
  admitted: { icon: IconProgress, colour: "var(--meaning-calls)" },
  succeeded: { icon: IconCircleCheck, colour: "var(--meaning-profit)" },
  failed: { icon: IconCircleX, colour: "var(--meaning-errors)" },
  abandoned: { icon: IconAlertTriangle, colour: "var(--meaning-cost)" },
};

/** The state of a call as an icon and a word, with the code of its failure. */
export function CallState({ call: { status, error_code } }: { call: Call }) {
  const { icon: Icon, colour } = LOOKS[status];
  return (
    <div>
      <Group gap={6} wrap="nowrap" style={{ color: colour }}>
        <Icon aria-hidden size={16} style={{ flex: "none" }} />
        <span className="digits">{STATUSES.find(({ value }) => value === status)?.label}</span>
      </Group>
      {error_code !== null && status !== "abandoned" && (
        <Text size="xs" c="dimmed">
          {error_code}
        </Text>
      )}
    </div>
  );
}
