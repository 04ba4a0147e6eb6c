import { Badge } from "@mantine/core";
import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
} from "@tabler/icons-react";

/** How something is doing, which decides the sign and the colour beside the word. */
export type Kind = "good" | "waiting" | "working" | "stopped" | "bad";

const SIGNS = {
  good: [IconCircleCheckFilled, "light-dark(var(--mantine-color-green-8), var(--mantine-color-green-4))"],
  waiting: [IconPlayerPauseFilled, "light-dark(var(--mantine-color-yellow-9), var(--mantine-color-yellow-4))"],
  working: [IconPlayerPlayFilled, "light-dark(var(--mantine-color-blue-8), var(--mantine-color-blue-4))"],
  stopped: [IconCircleDashed, "var(--mantine-color-dimmed)"],
  bad: [IconCircleXFilled, "light-dark(var(--mantine-color-red-8), var(--mantine-color-red-4))"],
} as const;

/** A state: its word, with a sign of a shape and a colour of its own. */
export function State({ kind, children }: { kind: Kind; children: string }) {
  const [Sign, colour] = SIGNS[kind];
  return (
    <Badge
      variant="default"
      tt="none"
      fw={500}
      leftSection={<Sign aria-hidden size={12} style={{ color: colour }} />}
      miw="max-content"
    >
      {children}
    </Badge>
  );
}
