import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, read, type Schemas } from "../../api/client";
import { eachDay } from "../../charts/days";
import { TimeSeries } from "../../charts/TimeSeries";
import { Count, Duration } from "../../figures/Count";
import { percent } from "../../figures/decimal";
import { Usd } from "../../figures/Usd";
import { Section } from "../../layout/Section";
import { TextLink } from "../../layout/TextLink";
import { Loaded } from "../../states/Loaded";

type UsageReport = Schemas["UsageReport"];

/** What an alias was used for in the last 30 days. */
export function ModelUsage({ alias }: { alias: string }) {
  const report = useQuery({
    queryKey: ["stats", "usage", "model", alias],
    queryFn: async ({ signal }) => {
      const query = { group_by: "day", model: alias } as const;
      return (await read(api.GET("/api/stats/usage", { params: { query }, signal }))) as UsageReport;
    },
  });
  return (
    <Section
      title="Last 30 days"
      about="By the day of the call, in UTC."
      actions={
        <TextLink to="/usage" search={{ model: alias } as never} size="sm">
          Open in Usage & profit
        </TextLink>
      }
    >
      <Loaded query={report} lines={3}>
        {(data) =>
          data.totals.total_calls === 0 ? <Text size="sm">It was not called.</Text> : <Figures data={data} />
        }
      </Loaded>
    </Section>
  );
}

function Figures({ data }: { data: UsageReport }) {
  const { totals } = data;
  const byDay = new Map(data.rows.map((row) => [row.key, row]));
  const points = eachDay(data.start_date, data.end_date).map((at) => {
    const row = byDay.get(at);
    // A day without calls has no row: nothing was called, and nothing was paid.
    return { at, figures: { cost: row?.provider_cost_usd ?? 0, revenue: row?.client_cost_usd ?? 0 } };
  });
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
        <Tile label="Calls">
          <Count value={totals.total_calls} />
        </Tile>
        <Tile label="Failed">{percent(totals.error_rate)}</Tile>
        <Tile label="Tokens">
          <Count value={totals.total_tokens} />
        </Tile>
        <Tile label="Cost">
          <Usd value={totals.provider_cost_usd} meaning="cost" />
        </Tile>
        <Tile label="Revenue">
          <Usd value={totals.client_cost_usd} meaning="revenue" />
        </Tile>
        <Tile label="Latency, median">
          <Duration ms={totals.latency_ms.p50} />
        </Tile>
      </SimpleGrid>
      <TimeSeries
        title="Cost and revenue"
        about="Calls of jobs that have a price of their own bring no revenue by themselves."
        points={points}
        series={[
          { name: "cost", label: "Cost", meaning: "cost" },
          { name: "revenue", label: "Revenue", meaning: "revenue", dash: "long" },
        ]}
        unit="usd"
        height={200}
      />
    </Stack>
  );
}

/** A figure with its name. */
function Tile({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="lg" fw={600} component="div">
        {children}
      </Text>
    </div>
  );
}
