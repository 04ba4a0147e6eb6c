import { SimpleGrid, Text } from "@mantine/core";
import { Count } from "../../figures/Count";

/** What work has done: each figure with what it counts. */
export function Figures({ figures }: { figures: readonly (readonly [label: string, value: number | null])[] }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm" m={0}>
      {figures.map(([label, value]) => (
        <div key={label}>
          <Text component="dt" size="xs" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} fw={600}>
            <Count value={value} />
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}
