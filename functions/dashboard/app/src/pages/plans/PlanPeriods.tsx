import { Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { Count } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { Usd } from "../../figures/Usd";
import { Section } from "../../layout/Section";
import { type Column, DataTable } from "../../tables/DataTable";

type Period = Schemas["PlanPeriod"];

/** What the periods of a plan came to, newest first. */
export function PlanPeriods({ plan }: { plan: Schemas["PlanDetails"] }) {
  const columns = plan.kind === "subscription" ? [...JOBS, ...FEES] : JOBS;
  return (
    <Section title="Periods" about="Newest first, at most 100. A job counts in the period in which it is completed.">
      <DataTable
        caption="Periods of the plan"
        columns={columns}
        list={{
          items: plan.periods,
          total: plan.periods.length,
          error: null,
          isFetching: false,
          more: null,
          reload: () => undefined,
        }}
        rowKey={(period) => period.period_start}
        empty={<Text size="sm">No period has begun: that happens with the first job, or with the sweep.</Text>}
      />
    </Section>
  );
}

const JOBS: readonly Column<Period>[] = [
  { header: "From", cell: (period) => <Moment at={period.period_start} /> },
  { header: "To", cell: (period) => <Moment at={period.period_end} /> },
  { header: "Jobs", align: "right", cell: (period) => <Count value={period.jobs_counted} /> },
  {
    header: "Prices of jobs",
    align: "right",
    cell: (period) => <Usd value={period.job_prices_usd} meaning="revenue" exact />,
  },
];

const FEES: readonly Column<Period>[] = [
  { header: "Fee", align: "right", cell: (period) => <Usd value={period.period_fee_usd} meaning="revenue" exact /> },
  { header: "Fee credited", align: "right", cell: (period) => <Usd value={period.fee_credited_usd} exact /> },
];
