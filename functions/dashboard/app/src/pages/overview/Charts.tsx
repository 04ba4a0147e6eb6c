import { Paper, SimpleGrid, Title } from "@mantine/core";
import { eachDay } from "../../charts/days";
import { CALLS, LATENCY, MONEY } from "../../charts/series";
import { TimeSeries } from "../../charts/TimeSeries";
import { Loaded } from "../../states/Loaded";
import { pointsOf } from "../usage/report";
import { useUsage } from "../usage/useUsage";
import type { Span } from "./period";

/** Money, calls and latencies by day. */
export function Charts({ span }: { span: Span }) {
  const usage = useUsage({ group_by: "day", start_date: span.chartedFrom, end_date: span.last });
  return (
    <section aria-labelledby="by-day">
      <Title order={2} size="h4" mb="sm" id="by-day">
        {span.first === span.chartedFrom ? "Day by day" : "The last 7 days"}
      </Title>
      <Loaded query={usage}>
        {(report) => {
          const points = pointsOf(report.rows, eachDay(report.start_date, report.end_date));
          return (
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm">
              <Paper withBorder p="md" style={{ gridColumn: "1 / -1" }}>
                <TimeSeries title="Revenue, cost and profit" points={points} series={MONEY} unit="usd" height={260} />
              </Paper>
              <Paper withBorder p="md">
                <TimeSeries title="Calls" points={points} series={CALLS} unit="count" shape="stack" />
              </Paper>
              <Paper withBorder p="md">
                <TimeSeries title="Latency" points={points} series={LATENCY} unit="ms" />
              </Paper>
            </SimpleGrid>
          );
        }}
      </Loaded>
    </section>
  );
}
