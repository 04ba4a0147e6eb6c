import { SimpleGrid } from "@mantine/core";
import { approximately } from "../../api/exact";
import { Tile } from "../../charts/Tile";
import { Count, Duration } from "../../figures/Count";
import { count, exactUsd, percent, roundUsd } from "../../figures/decimal";
import { Unknown, Usd } from "../../figures/Usd";
import { revenueOf, type UsageReport } from "./report";

/** What all groups of a report add up to, with what the books cannot say. */
export function Totals({ report }: { report: UsageReport | undefined }) {
  const totals = report?.totals;
  const loading = totals === undefined;
  const fees = totals?.subscription_fees_usd;
  return (
    <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 3, lg: 4 }} spacing="sm" m={0}>
      <Tile label="Profit" loading={loading}>
        <Usd value={totals?.profit_usd} meaning="profit" />
      </Tile>
      <Tile
        label="Revenue"
        loading={loading}
        note={
          fees === null || fees === undefined
            ? "without fees, which belong to no model and no job type"
            : approximately(fees) === 0
              ? "no fees of plans in these days"
              : `of which ${roundUsd(fees)} are fees of plans`
        }
      >
        <Usd value={totals && revenueOf(totals)} meaning="revenue" />
      </Tile>
      <Tile label="Cost" loading={loading}>
        <Usd value={totals?.provider_cost_usd} meaning="cost" />
      </Tile>
      <Tile
        label="Calls"
        loading={loading}
        note={
          totals &&
          totals.total_jobs !== null &&
          totals.total_jobs !== undefined &&
          `of ${count(totals.total_jobs)} jobs`
        }
      >
        <Count value={totals?.total_calls} />
      </Tile>
      <Tile label="Error rate" loading={loading} note={totals && `${count(totals.failed_calls)} failed calls`}>
        {totals === undefined || totals.total_calls === 0 ? <Unknown /> : percent(totals.error_rate)}
      </Tile>
      <Tile
        label="Tokens"
        loading={loading}
        note={totals && `${count(totals.prompt_tokens)} input, ${count(totals.completion_tokens)} output`}
      >
        <Count value={totals?.total_tokens} />
      </Tile>
      <Tile
        label="Latency of half of the calls (p50)"
        loading={loading}
        note={
          <>
            p95 <Duration ms={totals?.latency_ms.p95} />, p99 <Duration ms={totals?.latency_ms.p99} />
          </>
        }
      >
        <Duration ms={totals?.latency_ms.p50} />
      </Tile>
      <Doubt report={report} />
    </SimpleGrid>
  );
}

/** What providers may bill beyond what is booked, and what teams owe and could not pay. */
function Doubt({ report }: { report: UsageReport | undefined }) {
  const doubt = report?.in_doubt;
  const uncollected = report?.credits_uncollected;
  return (
    <Tile
      label="In doubt"
      loading={report === undefined}
      note={
        <>
          {doubt && doubt.calls > 0
            ? `${count(doubt.calls)} calls may be billed beyond what is booked, at most by ${exactUsd(doubt.bound_usd)}. `
            : "Nothing beyond what is booked. "}
          {uncollected !== null && uncollected !== undefined && `Credits uncollected: ${count(uncollected)}.`}
        </>
      }
    >
      <Usd value={doubt?.cost_usd ?? (report === undefined ? undefined : 0)} />
    </Tile>
  );
}
