import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { api, read, type Schemas } from "../../../api/client";
import { approximately } from "../../../api/exact";
import { eachDay } from "../../../charts/days";
import { TimeSeries } from "../../../charts/TimeSeries";
import { sum } from "../../../figures/addition";
import { Count } from "../../../figures/Count";
import { percent } from "../../../figures/decimal";
import { Usd } from "../../../figures/Usd";
import { Facts } from "../../../layout/Facts";
import { Section } from "../../../layout/Section";
import { PeriodPicker } from "../../../periods/PeriodPicker";
import { type Days, daysOf } from "../../../periods/period";
import { Loaded } from "../../../states/Loaded";
import type { OrganizationTab } from "../useOrganization";
import { Shares } from "./Shares";

const route = getRouteApi("/frame/organizations/$organizationId");

/** What an organization uses and pays in a period. */
export default function OverviewTab({ organization: { organization_id } }: OrganizationTab) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const days = daysOf(search, "month");
  const query = useQuery({
    queryKey: ["usage", "organization", organization_id, days],
    queryFn: async ({ signal }) => {
      const params = { path: { organization_id }, query: days };
      const [spend, jobs] = await Promise.all([
        read(api.GET("/api/jobs/organizations/{organization_id}/analytics", { params, signal })),
        read(api.GET("/api/jobs/organizations/{organization_id}/stats", { params, signal })),
      ]);
      return { spend, jobs };
    },
  });
  return (
    <Stack gap="lg">
      <PeriodPicker
        search={search}
        otherwise="month"
        days={days}
        onChange={(period) => void navigate({ search: { tab: search.tab, ...period }, replace: true })}
      />
      <Loaded query={query} lines={8}>
        {({ spend, jobs }) => (
          <>
            <Figures spend={spend} jobs={jobs} />
            <ByDay spend={spend} days={days} />
            <Shares spend={spend} days={days} />
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function Figures({ spend, jobs }: { spend: Schemas["SpendAnalytics"]; jobs: Schemas["JobStatistics"] }) {
  const { total_requests, failed_requests, subscription_fees } = spend;
  return (
    <Facts
      facts={[
        {
          label: "Revenue",
          value: <Usd value={sum(spend.client_spend, subscription_fees)} meaning="revenue" />,
          note:
            approximately(subscription_fees) === 0 ? undefined : (
              <>
                of it <Usd value={subscription_fees} /> fees
              </>
            ),
        },
        { label: "Cost", value: <Usd value={spend.total_spend} meaning="cost" /> },
        { label: "Profit", value: <Usd value={spend.profit} meaning="profit" /> },
        {
          label: "Jobs",
          value: <Count value={jobs.total_jobs} />,
          note: jobs.failed_jobs === 0 ? undefined : <Noted value={jobs.failed_jobs} word="failed" />,
        },
        {
          label: "Calls",
          value: <Count value={total_requests} />,
          note: total_requests === 0 ? undefined : `${percent(failed_requests / total_requests)} failed`,
        },
        {
          label: "Credits used",
          value: <Count value={jobs.total_credits_used} />,
          note: <Noted value={spend.total_tokens} word="tokens" />,
        },
      ]}
    />
  );
}

function Noted({ value, word }: { value: number; word: string }) {
  return (
    <>
      <Count value={value} /> {word}
    </>
  );
}

function ByDay({ spend, days }: { spend: Schemas["SpendAnalytics"]; days: Days }) {
  const found = new Map(spend.daily_spend.map((day) => [day.date, day]));
  const all = eachDay(days.start_date, days.end_date);
  return (
    <Section title="By day">
      <TimeSeries
        title="Revenue and cost"
        about="By the day (UTC) on which jobs were opened, without fees of subscriptions."
        unit="usd"
        series={MONEY}
        points={all.map((at) => {
          const day = found.get(at);
          return { at, figures: { revenue: day?.client_spend ?? 0, cost: day?.spend ?? 0 } };
        })}
      />
      <TimeSeries
        title="Calls"
        shape="bar"
        unit="count"
        series={CALLS}
        points={all.map((at) => ({ at, figures: { calls: found.get(at)?.count ?? 0 } }))}
      />
    </Section>
  );
}

const MONEY = [
  { name: "revenue", label: "Revenue", meaning: "revenue", dash: "long" },
  { name: "cost", label: "Cost", meaning: "cost" },
] as const;
const CALLS = [{ name: "calls", label: "Calls", meaning: "calls" }] as const;
