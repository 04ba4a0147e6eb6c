import { Group, SegmentedControl, Skeleton, Stack, Text, Title } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useId, useState } from "react";
import { FigureTable } from "./FigureTable";
import { Legend } from "./Legend";
import { isBlank, summary } from "./summary";
import type { Point, Series, Unit } from "./units";

const Plot = lazy(() => import("./Plot"));

/** How high charts are, in pixels. */
const HEIGHT = 240;

/**
 * Figures over days or months: as a chart, with a summary for those who cannot see it, and as a table. A chart of one point is
 * drawn as bars, because a line would not show it.
 */
export function TimeSeries({
  title,
  about,
  points,
  series,
  unit,
  shape = "line",
  height = HEIGHT,
  order = 3,
  empty = "Nothing in this period.",
}: {
  title: string;
  /** What has to be known to read it. */
  about?: ReactNode;
  points: readonly Point[];
  series: readonly Series[];
  unit: Unit;
  /** `stack` is bars on top of each other. */
  shape?: "line" | "area" | "bar" | "stack";
  height?: number;
  /** The level of its heading. */
  order?: 2 | 3 | 4;
  /** What is said where there is nothing to draw. */
  empty?: ReactNode;
}) {
  const [as, setAs] = useState("chart");
  const id = useId();
  const blank = isBlank(points, series);
  return (
    <Stack gap="xs" component="section" aria-labelledby={id}>
      <Group justify="space-between" align="start" gap="xs">
        <div>
          <Title order={order} size="h5" id={id}>
            {title}
          </Title>
          {about && (
            <Text size="xs" c="dimmed">
              {about}
            </Text>
          )}
        </div>
        {!blank && (
          <SegmentedControl
            size="xs"
            value={as}
            onChange={setAs}
            aria-label={`${title}: show as`}
            data={[
              { value: "chart", label: "Chart" },
              { value: "table", label: "Table" },
            ]}
          />
        )}
      </Group>
      {blank ? (
        <Text size="sm" c="dimmed" py="lg" ta="center">
          {empty}
        </Text>
      ) : as === "table" ? (
        <FigureTable caption={title} points={points} series={series} unit={unit} height={height} />
      ) : (
        <>
          <Legend series={series} lines={shape === "line" || shape === "area"} />
          <div role="img" aria-label={`${title}: ${summary(points, series, unit)}`}>
            <Suspense fallback={<Skeleton height={height} />}>
              <Plot
                points={points}
                series={series}
                unit={unit}
                shape={points.length === 1 && shape !== "stack" ? "bar" : shape}
                height={height}
              />
            </Suspense>
          </div>
        </>
      )}
    </Stack>
  );
}
