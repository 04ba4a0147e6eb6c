import { Group, Text } from "@mantine/core";
import { colourOf, DASHES, type Series } from "./units";

/** Which line or bar is which. */
export function Legend({ series, lines }: { series: readonly Series[]; lines: boolean }) {
  return (
    <Group gap="md">
      {series.map(({ name, label, meaning, dash = "solid" }) => (
        <Group key={name} gap={6} wrap="nowrap">
          <svg width={lines ? 22 : 12} height={12} aria-hidden focusable="false">
            {lines ? (
              <line
                x1={0}
                x2={22}
                y1={6}
                y2={6}
                style={{ stroke: colourOf(meaning) }}
                strokeWidth={2.5}
                strokeDasharray={DASHES[dash]}
              />
            ) : (
              <rect width={12} height={12} rx={2} style={{ fill: colourOf(meaning) }} />
            )}
          </svg>
          <Text size="xs">{label}</Text>
        </Group>
      ))}
    </Group>
  );
}
