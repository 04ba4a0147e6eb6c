import { Paper, SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Figures beside each other, each with its name and, where it needs one, a note. */
export function Facts({ facts }: { facts: readonly { label: string; value: ReactNode; note?: ReactNode }[] }) {
  return (
    <SimpleGrid component="dl" m={0} cols={{ base: 2, sm: 3, lg: Math.min(facts.length, 6) }} spacing="sm">
      {facts.map(({ label, value, note }) => (
        <Paper key={label} withBorder p="sm">
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} size="lg" fw={650} style={{ overflowWrap: "anywhere" }}>
            {value}
          </Text>
          {note && (
            <Text component="dd" m={0} size="xs" c="dimmed">
              {note}
            </Text>
          )}
        </Paper>
      ))}
    </SimpleGrid>
  );
}
