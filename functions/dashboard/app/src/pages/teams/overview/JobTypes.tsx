import { useMemo } from "react";
import { api, readWithHeaders, type Schemas } from "../../../api/client";
import { approximately, type Exact } from "../../../api/exact";
import { Count } from "../../../figures/Count";
import { Usd } from "../../../figures/Usd";
import { TextLink } from "../../../layout/TextLink";
import type { Days } from "../../../periods/period";
import { Empty } from "../../../states/Empty";
import { type Column, DataTable } from "../../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../../tables/useList";

type Row = Schemas["UsageRow"];

const rowsOf = (report: Schemas["UsageReport"]) => report.rows;
const totalOf = (report: Schemas["UsageReport"]) => report.total_rows;

/** What a team's jobs cost, by their type. */
export function JobTypes({ teamId, days }: { teamId: string; days: Days }) {
  const list = useList({
    key: ["usage", "team", teamId, "job_type", days],
    items: rowsOf,
    total: totalOf,
    page: async (next, signal) => {
      const query = { team_id: teamId, group_by: "job_type" as const, ...days, ...next, limit: PAGE_SIZE };
      const answer = await readWithHeaders(api.GET("/api/stats/usage", { params: { query }, signal }));
      return { ...answer, data: answer.data as Schemas["UsageReport"] };
    },
  });
  const columns = useMemo(() => columnsOf(teamId), [teamId]);
  return (
    <DataTable
      caption="Jobs of the team by their type"
      columns={columns}
      list={list}
      rowKey={(row) => row.key}
      empty={<Empty title="No jobs in this period">Choose a longer one, or wait for the team's first call.</Empty>}
    />
  );
}

function columnsOf(teamId: string): readonly Column<Row>[] {
  return [
    {
      header: "Type of job",
      sortBy: (row) => row.key,
      cell: (row) => (
        <TextLink to="/jobs" search={{ team_id: teamId, job_type: row.key }} size="sm">
          {row.key}
        </TextLink>
      ),
    },
    figure("Jobs", (row) => row.total_jobs),
    figure("Failed", (row) => row.failed_jobs),
    figure("Calls", (row) => row.total_calls),
    figure("Tokens", (row) => row.total_tokens),
    figure("Credits", (row) => row.credits_used),
    money("Revenue", "revenue", (row) => row.client_cost_usd),
    money("Cost", "cost", (row) => row.provider_cost_usd),
    money("Profit", "profit", (row) => row.profit_usd),
  ];
}

function figure(header: string, of: (row: Row) => number | null | undefined): Column<Row> {
  return { header, align: "right", sortBy: (row) => of(row) ?? null, cell: (row) => <Count value={of(row)} /> };
}

function money(
  header: string,
  meaning: "revenue" | "cost" | "profit",
  of: (row: Row) => Exact | null | undefined,
): Column<Row> {
  return {
    header,
    align: "right",
    sortBy: (row) => approximately(of(row) ?? 0),
    cell: (row) => <Usd value={of(row)} meaning={meaning} />,
  };
}
