import { Group, Paper, Skeleton, Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight, IconEqual } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Change } from "./change";

/** A figure at a glance: what it is, how much, and how it was in the period before. Place it in a `<dl>`. */
export function Tile({
  label,
  children,
  change,
  against,
  note,
  loading = false,
}: {
  label: string;
  children: ReactNode;
  /** Null where there is nothing to compare it with; left out where it is not compared at all. */
  change?: Change | null;
  /** What it is compared with: `the 7 days before`. */
  against?: string;
  note?: ReactNode;
  loading?: boolean;
}) {
  return (
    <Paper withBorder p="md">
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0} size="xl" fw={650} lh={1.35}>
        {loading ? <Skeleton height={30} width="60%" /> : children}
      </Text>
      {change !== undefined && (
        <Text component="dd" m={0} size="xs" c="dimmed" mih={18}>
          {loading ? null : <Against change={change} against={against ?? "before"} />}
        </Text>
      )}
      {note && (
        <Text component="dd" m={0} size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Paper>
  );
}

const WORDS = { up: "more than", down: "less than", same: "as in" } as const;
const ICONS = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconEqual } as const;

/** Up and down have no colours of their own: more cost is no good news, and more profit no bad ones. */
function Against({ change, against }: { change: Change | null; against: string }) {
  if (change === null) return <>Nothing to compare with in {against}</>;
  const Icon = ICONS[change.direction];
  return (
    <Group gap={4} wrap="nowrap" align="start">
      <Icon aria-hidden size={16} style={{ flex: "none" }} />
      <span>
        {change.direction === "same" ? "The same" : change.text} {WORDS[change.direction]} {against}
      </span>
    </Group>
  );
}
