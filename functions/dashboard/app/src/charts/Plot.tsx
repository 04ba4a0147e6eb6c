/** @file The drawing itself, in a chunk of its own: the library of charts is large. */

import "@mantine/charts/styles.css";

import { CompositeChart } from "@mantine/charts";
import { Group, Paper, Stack, Text } from "@mantine/core";
import { approximately } from "../api/exact";
import { monthName, shortDay } from "../figures/moment";
import { named } from "./summary";
import { colourOf, DASHES, inFull, inShort, type Point, type Series, type Unit } from "./units";

type Shape = "line" | "area" | "bar" | "stack";

/** Draws the series of points. Only `TimeSeries` uses it, which says in words what is drawn. */
export default function Plot({
  points,
  series,
  unit,
  shape,
  height,
}: {
  points: readonly Point[];
  series: readonly Series[];
  unit: Unit;
  shape: Shape;
  height: number;
}) {
  const data = points.map(({ at, figures }) => ({
    at,
    ...Object.fromEntries(series.map(({ name }) => [name, near(figures[name])])),
  }));
  return (
    <CompositeChart
      h={height}
      data={data}
      dataKey="at"
      series={series.map(({ name, label, meaning, dash = "solid" }) => ({
        name,
        label,
        color: colourOf(meaning),
        type: shape === "stack" ? "bar" : shape,
        strokeDasharray: DASHES[dash],
      }))}
      accessibilityLayer={false}
      curveType="linear"
      connectNulls={false}
      withDots={points.length <= 45}
      dotProps={{ r: 2, strokeDasharray: "none" }}
      activeDotProps={{ r: 4, strokeDasharray: "none" }}
      maxBarWidth={34}
      areaProps={{ fillOpacity: 0.12, isAnimationActive: false }}
      lineProps={{ isAnimationActive: false }}
      barProps={{ isAnimationActive: false, stackId: shape === "stack" ? "all" : undefined }}
      xAxisProps={{
        tickFormatter: (at: string) => (at.length === 7 ? monthName(at) : shortDay(at)),
        minTickGap: 16,
        padding: { left: 12, right: 12 },
      }}
      yAxisProps={{
        tickFormatter: (value: number) => inShort(value, unit),
        width: unit === "count" ? 46 : 62,
        allowDecimals: unit !== "count",
      }}
      tooltipProps={{
        content: ({ active, label }) => {
          const point = points.find(({ at }) => at === label);
          return active && point !== undefined ? <Figures point={point} series={series} unit={unit} /> : null;
        },
      }}
    />
  );
}

function near(value: Point["figures"][string]): number | null {
  return value === null || value === undefined ? null : approximately(value);
}

/** What a point has, with all digits. */
function Figures({ point, series, unit }: { point: Point; series: readonly Series[]; unit: Unit }) {
  return (
    <Paper withBorder shadow="md" px="sm" py="xs">
      <Text size="sm" fw={600} mb={4}>
        {named(point.at)}
      </Text>
      <Stack gap={2}>
        {series.map(({ name, label, meaning }) => (
          <Group key={name} justify="space-between" gap="lg" wrap="nowrap">
            <Text size="sm" style={{ color: colourOf(meaning) }}>
              {label}
            </Text>
            <Text size="sm" className="digits">
              {inFull(point.figures[name], unit)}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}
