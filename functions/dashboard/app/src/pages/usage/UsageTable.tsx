import { Box } from "@mantine/core";
import { useMemo } from "react";
import { api, readWithHeaders } from "../../api/client";
import { approximately } from "../../api/exact";
import { named } from "../../charts/summary";
import { Count, Duration } from "../../figures/Count";
import { percent } from "../../figures/decimal";
import { Usd } from "../../figures/Usd";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import { useList } from "../../tables/useList";
import { GroupLink } from "./GroupLink";
import { isOfTime, labelOf } from "./groups";
import { revenueOf, type UsageFigures, type UsageGroup, type UsageReport, type UsageRow } from "./report";
import type { UsageQuery } from "./useUsage";

/** At most as many groups in one answer as the API gives, so that a year of days is there at once. */
const LIMIT = 500;

const rowsOf = (report: UsageReport) => report.rows;
const totalOf = (report: UsageReport) => report.total_rows;

/** The report as a table, with what all groups add up to. */
export function UsageTable({ query, totals }: { query: UsageQuery; totals: UsageFigures | undefined }) {
  const list = useList<UsageReport, UsageRow>({
    key: ["usage", "rows", query],
    page: ({ offset }, signal) => {
      const params = { query: { ...query, limit: LIMIT, offset } };
      // As JSON, which it is unless CSV is asked for.
      return readWithHeaders(api.GET("/api/stats/usage", { params, signal })) as never;
    },
    items: rowsOf,
    total: totalOf,
  });
  const isOfJobs = totals === undefined || totals.total_jobs != null;
  const columns = useMemo(() => columnsOf(query.group_by, isOfJobs), [query.group_by, isOfJobs]);
  return (
    // Some widths have room for neither all columns nor the cards of a narrow screen.
    <Box style={{ overflowX: "auto" }}>
      <DataTable
        caption={`Usage by ${labelOf(query.group_by).toLowerCase()}`}
        columns={columns}
        list={list}
        rowKey={(row) => row.key}
        totals={totals === undefined ? undefined : { label: "All together", row: { ...totals, key: "" } }}
        empty={
          <Empty title="Nothing was used in these days">
            Choose other days or fewer filters. Calls count as soon as they have ended.
          </Empty>
        }
      />
    </Box>
  );
}

function columnsOf(by: UsageGroup, isOfJobs: boolean): Column<UsageRow>[] {
  const ofJobs: Column<UsageRow>[] = [
    {
      header: "Jobs",
      align: "right",
      cell: (row) => <Count value={row.total_jobs} />,
      sortBy: (row) => row.total_jobs ?? null,
    },
    {
      header: "Credits",
      align: "right",
      cell: (row) => <Count value={row.credits_used} />,
      sortBy: (row) => row.credits_used ?? null,
    },
  ];
  return [
    {
      header: isOfTime(by) ? `${labelOf(by)} (UTC)` : labelOf(by),
      cell: (row) => (isOfTime(by) ? named(row.key) : <GroupLink by={by} name={row.key} />),
      sortBy: (row) => row.key,
    },
    {
      header: "Calls",
      align: "right",
      cell: (row) => <Count value={row.total_calls} />,
      sortBy: (row) => row.total_calls,
    },
    {
      header: "Errors",
      align: "right",
      cell: (row) => (row.total_calls === 0 ? "–" : percent(row.error_rate)),
      sortBy: (row) => approximately(row.error_rate),
    },
    {
      header: "Tokens",
      align: "right",
      cell: (row) => <Count value={row.total_tokens} />,
      sortBy: (row) => row.total_tokens,
    },
    ...(isOfJobs ? ofJobs : []),
    {
      header: "Revenue",
      align: "right",
      cell: (row) => <Usd value={revenueOf(row)} meaning="revenue" />,
      sortBy: (row) => approximately(revenueOf(row) ?? 0),
    },
    {
      header: "Cost",
      align: "right",
      cell: (row) => <Usd value={row.provider_cost_usd} meaning="cost" />,
      sortBy: (row) => approximately(row.provider_cost_usd ?? 0),
    },
    {
      header: "Profit",
      align: "right",
      cell: (row) => <Usd value={row.profit_usd} meaning="profit" />,
      sortBy: (row) => approximately(row.profit_usd ?? 0),
    },
    {
      header: "p50",
      align: "right",
      cell: (row) => <Duration ms={row.latency_ms.p50} />,
      sortBy: (row) => row.latency_ms.p50,
    },
    {
      header: "p95",
      align: "right",
      cell: (row) => <Duration ms={row.latency_ms.p95} />,
      sortBy: (row) => row.latency_ms.p95,
    },
  ];
}
