import { SimpleGrid } from "@mantine/core";
import { changeOf } from "../../charts/change";
import { Tile } from "../../charts/Tile";
import { Count, Duration } from "../../figures/Count";
import { percent } from "../../figures/decimal";
import { Unknown, Usd } from "../../figures/Usd";
import { Failure } from "../../states/Failure";
import { revenueOf, type UsageFigures } from "../usage/report";
import { useUsage } from "../usage/useUsage";
import type { Span } from "./period";

/** The figures of a period, each against the period before. */
export function Tiles({ span }: { span: Span }) {
  const now = useUsage({ group_by: "day", start_date: span.first, end_date: span.last });
  const earlier = useUsage({ group_by: "day", start_date: span.before.first, end_date: span.before.last });
  if (now.isError && now.data === undefined) return <Failure error={now.error} retry={() => void now.refetch()} />;
  const is = now.data?.totals;
  const was = earlier.data?.totals;
  // Figures of the period that was chosen before would be taken for those of this one.
  const loading = is === undefined || now.isPlaceholderData || earlier.isPending || earlier.isPlaceholderData;
  const of = { against: span.against, loading };
  return (
    <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 3, lg: 4 }} spacing="sm" m={0}>
      <Tile label="Profit" change={changeOf(is?.profit_usd, was?.profit_usd)} {...of}>
        <Usd value={is?.profit_usd} meaning="profit" />
      </Tile>
      <Tile label="Revenue" change={changeOf(is && revenueOf(is), was && revenueOf(was))} {...of}>
        <Usd value={is && revenueOf(is)} meaning="revenue" />
      </Tile>
      <Tile label="Cost" change={changeOf(is?.provider_cost_usd, was?.provider_cost_usd)} {...of}>
        <Usd value={is?.provider_cost_usd} meaning="cost" />
      </Tile>
      <Tile label="Calls" change={changeOf(is?.total_calls, was?.total_calls)} {...of}>
        <Count value={is?.total_calls} />
      </Tile>
      <Tile label="Error rate" change={changeOf(errorRate(is), errorRate(was))} {...of}>
        {is === undefined || is.total_calls === 0 ? <Unknown /> : percent(is.error_rate)}
      </Tile>
      <Tile label="Jobs" change={changeOf(is?.total_jobs, was?.total_jobs)} {...of}>
        <Count value={is?.total_jobs} />
      </Tile>
      <Tile
        label="Latency of half of the calls (p50)"
        change={changeOf(is?.latency_ms.p50, was?.latency_ms.p50)}
        {...of}
      >
        <Duration ms={is?.latency_ms.p50} />
      </Tile>
      <Tile label="Latency of 95 of 100 calls (p95)" change={changeOf(is?.latency_ms.p95, was?.latency_ms.p95)} {...of}>
        <Duration ms={is?.latency_ms.p95} />
      </Tile>
    </SimpleGrid>
  );
}

/** Where there were no calls, there is no rate: it is not zero. */
function errorRate(figures: UsageFigures | undefined) {
  return figures === undefined || figures.total_calls === 0 ? null : figures.error_rate;
}
