import { Stack, Text, Tooltip } from "@mantine/core";
import { memo } from "react";
import { Count, Duration } from "../../figures/Count";
import { localDay, localTime, timeOfDay, utc } from "../../figures/moment";
import { Usd } from "../../figures/Usd";
import { TextLink } from "../../layout/TextLink";
import type { Column } from "../../tables/DataTable";
import { CallState } from "./CallState";
import type { Call } from "./tail";

type Cell = { call: Call };

/** The time of day; for calls of other days with the day. */
function toTheSecond(at: string): string {
  return localDay(at) === localDay(new Date()) ? timeOfDay(at) : localTime(at);
}

// Every two seconds the list is drawn anew; cells of calls that have not changed are left as they are.
const When = memo(({ call }: Cell) => (
  <TextLink to="/jobs/$jobId" params={{ jobId: call.job_id }} search={{ call: call.call_id } as never} inherit>
    <Tooltip label={utc(call.created_at)}>
      <time dateTime={call.created_at} className="digits">
        {toTheSecond(call.created_at)}
      </time>
    </Tooltip>
  </TextLink>
));

const State = memo(({ call }: Cell) => <CallState call={call} />);

const Who = memo(({ call }: Cell) => (
  <Stack gap={0}>
    <TextLink to="/teams/$teamId" params={{ teamId: call.team_id }} inherit>
      {call.team_id}
    </TextLink>
    <Text size="xs" c="dimmed">
      {call.organization_id}
    </Text>
  </Stack>
));

const What = memo(({ call }: Cell) => {
  const about = [call.provider, call.job_type, call.attempt_count > 1 ? `${call.attempt_count} attempts` : null];
  return (
    <Stack gap={0}>
      <span>{call.model_used ?? call.model_group_used}</span>
      <Text size="xs" c="dimmed">
        {about.filter((part) => part !== null).join(" · ")}
      </Text>
    </Stack>
  );
});

const Tokens = memo(({ call }: Cell) => (call.status === "admitted" ? "–" : <Count value={call.total_tokens} />));

const Took = memo(({ call }: Cell) => <Duration ms={call.latency_ms} />);

const Money = memo(({ call, of }: Cell & { of: "cost" | "revenue" | "profit" }) => {
  if (call.status === "admitted") return "–";
  const value = of === "cost" ? call.provider_cost_usd : of === "revenue" ? call.client_cost_usd : call.profit_usd;
  return <Usd value={value} meaning={of} />;
});

/** What a row of the list shows: the time leads to the call in its job. */
export const COLUMNS: readonly Column<Call>[] = [
  { header: "Time", cell: (call) => <When call={call} /> },
  { header: "Status", cell: (call) => <State call={call} /> },
  { header: "Team", cell: (call) => <Who call={call} /> },
  { header: "Model and job type", cell: (call) => <What call={call} /> },
  { header: "Tokens", align: "right", cell: (call) => <Tokens call={call} /> },
  { header: "Latency", align: "right", cell: (call) => <Took call={call} /> },
  { header: "Revenue", align: "right", cell: (call) => <Money call={call} of="revenue" /> },
  { header: "Cost", align: "right", cell: (call) => <Money call={call} of="cost" /> },
  { header: "Profit", align: "right", cell: (call) => <Money call={call} of="profit" /> },
];
