import { Badge } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleOff } from "@tabler/icons-react";

const LOOKS = {
  active: { word: "Active", icon: IconCircleCheck, colour: "var(--meaning-profit)" },
  inactive: { word: "Inactive", icon: IconCircleOff, colour: "var(--mantine-color-dimmed)" },
  deprecated: { word: "Deprecated", icon: IconAlertTriangle, colour: "var(--meaning-cost)" },
  ended: { word: "Ended", icon: IconCircleOff, colour: "var(--mantine-color-dimmed)" },
} as const;

/** Whether an alias, a group, a key or a plan is in use: a word and a sign, so that colour is not alone. */
export function StatusBadge({ status }: { status: keyof typeof LOOKS }) {
  const { word, icon: Icon, colour } = LOOKS[status];
  return (
    <Badge variant="default" tt="none" fw={500} leftSection={<Icon aria-hidden size={14} color={colour} />}>
      {word}
    </Badge>
  );
}
