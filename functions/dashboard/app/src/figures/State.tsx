import { Badge } from "@mantine/core";
import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
} from "@tabler/icons-react";
import classes from "./State.module.css";

/** How something is doing, which decides the sign and the colour beside the word. */
export type Kind = "good" | "waiting" | "working" | "stopped" | "bad";

const SIGNS = {
  good: [IconCircleCheckFilled, "var(--meaning-profit)"],
  waiting: [IconPlayerPauseFilled, "var(--meaning-cost)"],
  working: [IconPlayerPlayFilled, "var(--meaning-calls)"],
  stopped: [IconCircleDashed, "var(--mantine-color-dimmed)"],
  bad: [IconCircleXFilled, "var(--meaning-loss)"],
} as const;

/** A state: its word, with a sign of a shape and a colour of its own. */
export function State({ kind, children }: { kind: Kind; children: string }) {
  const [Sign, colour] = SIGNS[kind];
  return (
    <Badge
      variant="default"
      tt="none"
      fw={500}
      classNames={{ label: classes.word }}
      leftSection={<Sign aria-hidden size={12} style={{ color: colour }} />}
      style={{ flex: "none", minWidth: "max-content" }}
    >
      {children}
    </Badge>
  );
}
