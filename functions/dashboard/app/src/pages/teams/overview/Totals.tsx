import type { Schemas } from "../../../api/client";
import { approximately, type Exact } from "../../../api/exact";
import { sum } from "../../../figures/addition";
import { Count } from "../../../figures/Count";
import { percent } from "../../../figures/decimal";
import { Usd } from "../../../figures/Usd";
import { Facts } from "../../../layout/Facts";

/** What a report adds up to. */
export function Totals({ report: { totals } }: { report: Schemas["UsageReport"] }) {
  return (
    <Facts
      facts={[
        { label: "Jobs", value: <Count value={totals.total_jobs} />, note: failed(totals.failed_jobs) },
        {
          label: "Calls",
          value: <Count value={totals.total_calls} />,
          note: totals.total_calls === 0 ? undefined : `${percent(totals.error_rate)} failed`,
        },
        { label: "Credits used", value: <Count value={totals.credits_used} /> },
        {
          label: "Revenue",
          value: <Usd value={sum(totals.client_cost_usd, totals.subscription_fees_usd)} meaning="revenue" />,
          note: <Fees value={totals.subscription_fees_usd} />,
        },
        { label: "Cost", value: <Usd value={totals.provider_cost_usd} meaning="cost" /> },
        { label: "Profit", value: <Usd value={totals.profit_usd} meaning="profit" /> },
      ]}
    />
  );
}

function failed(jobs: number | null | undefined): string | undefined {
  return jobs ? `${jobs} failed` : undefined;
}

/** Fees of subscriptions, which are part of the revenue. */
function Fees({ value }: { value: Exact | null | undefined }) {
  if (value === null || value === undefined || approximately(value) === 0) return null;
  return (
    <>
      of it <Usd value={value} /> fees
    </>
  );
}
