import { Group, Paper, SegmentedControl, Skeleton, Text, Title } from "@mantine/core";
import type { Exact } from "../../api/exact";
import { eachDay, eachMonth } from "../../charts/days";
import { GroupBars } from "../../charts/GroupBars";
import { CALLS, CREDITS, LATENCY, MONEY, TOKENS } from "../../charts/series";
import { TimeSeries } from "../../charts/TimeSeries";
import { inFull, type Series, type Unit } from "../../charts/units";
import { roundUsd } from "../../figures/decimal";
import { isOfTime, labelOf, pageOf } from "./groups";
import { charted, pointsOf, type UsageReport } from "./report";
import { MEASURES, type Measure } from "./search";

/** So many groups are drawn; the table has all. */
const DRAWN = 10;

type Shape = "line" | "stack" | "bar";

const DRAWINGS: Record<Measure, { series: readonly Series[]; unit: Unit; shape: Shape; title: string }> = {
  money: { series: MONEY, unit: "usd", shape: "line", title: "Revenue, cost and profit" },
  calls: { series: CALLS, unit: "count", shape: "stack", title: "Calls" },
  tokens: { series: TOKENS, unit: "count", shape: "line", title: "Tokens" },
  latency: { series: LATENCY, unit: "ms", shape: "line", title: "Latency" },
  credits: { series: CREDITS, unit: "count", shape: "bar", title: "Credits used" },
};

/** The report as a chart: over time where it is grouped by days or months, else the groups with the most calls as bars. */
export function UsageChart({
  report,
  measure,
  onMeasure,
}: {
  report: UsageReport | undefined;
  measure: Measure;
  onMeasure: (measure: Measure) => void;
}) {
  // Jobs have credits; models and providers do not.
  const offered = MEASURES.filter(({ value }) => value !== "credits" || report?.totals.credits_used != null);
  const shown = offered.some(({ value }) => value === measure) ? measure : "money";
  return (
    <Paper withBorder p="md">
      <Group mb="sm">
        <SegmentedControl
          size="xs"
          aria-label="What the chart shows"
          value={shown}
          onChange={(value) => onMeasure(value as Measure)}
          data={offered.map(({ value, label }) => ({ value, label }))}
        />
      </Group>
      {report === undefined ? <Skeleton height={280} /> : <Drawing report={report} measure={shown} />}
    </Paper>
  );
}

function Drawing({ report, measure }: { report: UsageReport; measure: Measure }) {
  const { series, unit, shape, title } = DRAWINGS[measure];
  const { group_by: by, start_date: first, end_date: last, rows } = report;
  if (isOfTime(by)) {
    const times = by === "day" ? eachDay(first, last) : eachMonth(first, last);
    return (
      <TimeSeries
        title={`${title} by ${by}`}
        order={2}
        points={pointsOf(rows, times)}
        series={series}
        unit={unit}
        shape={shape}
        height={280}
      />
    );
  }
  const written = (value: Exact) => (unit === "usd" ? roundUsd(value) : inFull(value, unit));
  return (
    <>
      <Title order={2} size="h5" mb="xs">
        {title} by {labelOf(by).toLowerCase()}
        {rows.length > DRAWN ? `: the ${DRAWN} with the most calls` : ""}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" py="lg" ta="center">
          Nothing in this period.
        </Text>
      ) : (
        <GroupBars
          label={`${title} by ${labelOf(by).toLowerCase()}`}
          unit={unit}
          series={series}
          shown={written}
          groups={rows.slice(0, DRAWN).map((row) => ({
            key: row.key,
            label: row.key,
            to: pageOf(by, row.key),
            figures: charted(row),
          }))}
        />
      )}
    </>
  );
}
