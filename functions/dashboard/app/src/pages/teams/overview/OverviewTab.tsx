import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { api, read } from "../../../api/client";
import { eachDay } from "../../../charts/days";
import { TimeSeries } from "../../../charts/TimeSeries";
import { Section } from "../../../layout/Section";
import { PeriodPicker } from "../../../periods/PeriodPicker";
import { type Days, daysOf } from "../../../periods/period";
import { Loaded } from "../../../states/Loaded";
import type { TeamTab } from "../useTeam";
import { Credits } from "./Credits";
import { JobTypes } from "./JobTypes";
import { Totals } from "./Totals";

const route = getRouteApi("/frame/teams/$teamId");

/** A team at a glance: its credits, what it used in a period by day, and by the type of its jobs. */
export default function OverviewTab({ team }: TeamTab) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const days = daysOf(search, "30d");
  return (
    <Stack gap="lg">
      <Credits team={team} />
      <PeriodPicker
        search={search}
        otherwise="30d"
        days={days}
        onChange={(period) => void navigate({ search: { tab: search.tab, ...period }, replace: true })}
      />
      <Usage teamId={team.team_id} days={days} />
      <Section title="By type of job">
        <JobTypes teamId={team.team_id} days={days} />
      </Section>
    </Stack>
  );
}

function Usage({ teamId, days }: { teamId: string; days: Days }) {
  const report = useQuery({
    queryKey: ["usage", "team", teamId, "day", days],
    queryFn: ({ signal }) =>
      read(
        api.GET("/api/stats/usage", {
          params: { query: { team_id: teamId, group_by: "day", limit: 500, ...days } },
          signal,
        }),
      ),
  });
  return (
    <Loaded query={report}>
      {(report) => {
        if (typeof report === "string") return null;
        const found = new Map(report.rows.map((row) => [row.key, row]));
        const all = eachDay(days.start_date, days.end_date);
        return (
          <>
            <Totals report={report} />
            <Section title="By day">
              <TimeSeries
                title="Credits used"
                about="Less refunds, by the day (UTC) on which jobs were opened."
                shape="bar"
                unit="count"
                series={CREDITS}
                points={all.map((at) => ({ at, figures: { credits: found.get(at)?.credits_used ?? 0 } }))}
              />
              <TimeSeries
                title="Calls"
                shape="stack"
                unit="count"
                series={CALLS}
                points={all.map((at) => {
                  const row = found.get(at);
                  return { at, figures: { answered: row?.successful_calls ?? 0, failed: row?.failed_calls ?? 0 } };
                })}
              />
            </Section>
          </>
        );
      }}
    </Loaded>
  );
}

const CREDITS = [{ name: "credits", label: "Credits used", meaning: "credits" }] as const;
const CALLS = [
  { name: "answered", label: "Answered calls", meaning: "calls" },
  { name: "failed", label: "Failed calls", meaning: "errors" },
] as const;
