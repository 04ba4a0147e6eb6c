import { Alert, Button, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useChange } from "../../forms/useChange";
import { Page } from "../../layout/Page";
import { Failure } from "../../states/Failure";
import { fileName } from "./csv";
import { loadCsv, save } from "./download";
import { Filters } from "./Filters";
import { daysOf, faultOfDays, type UsageSearch } from "./search";
import { Totals } from "./Totals";
import { UsageChart } from "./UsageChart";
import { UsageTable } from "./UsageTable";
import { type UsageQuery, useUsage } from "./useUsage";

const route = getRouteApi("/frame/usage");

/** What was used, by whom and for what, what it cost and what it brought in: as a chart, a table and a spreadsheet. */
export function UsagePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { first, last } = daysOf(search);
  const fault = faultOfDays(first, last, search);
  const query: UsageQuery = {
    group_by: search.group_by ?? "day",
    start_date: first,
    end_date: last,
    organization_id: search.organization_id,
    team_id: search.team_id,
    job_type: search.job_type,
    model: search.model,
    provider: search.provider,
  };
  const change = (part: UsageSearch) =>
    void navigate({ search: (before) => ({ ...before, ...part }), resetScroll: false });
  return (
    <Page
      title="Usage & profit"
      about="Revenue is what clients pay, fees of plans included; cost is what the providers charge; profit is what is left."
      actions={<Download query={query} disabled={fault !== null} />}
    >
      <Filters search={search} onChange={change} />
      {fault === null ? (
        <Report query={query} search={search} onChange={change} />
      ) : (
        <Alert color="yellow" variant="outline" role="alert" title="There is no report of these days">
          {fault}
        </Alert>
      )}
    </Page>
  );
}

function Report({
  query,
  search,
  onChange,
}: {
  query: UsageQuery;
  search: UsageSearch;
  onChange: (change: UsageSearch) => void;
}) {
  // The first 500 groups, of which the chart has the largest; the table pages on by itself.
  const usage = useUsage({ ...query, limit: 500 });
  if (usage.isError && usage.data === undefined) {
    return <Failure error={usage.error} retry={() => void usage.refetch()} />;
  }
  // Another report's figures would be taken for those of this one.
  const report = usage.isPlaceholderData ? undefined : usage.data;
  return (
    <Stack gap="lg">
      <Totals report={report} />
      <UsageChart report={report} measure={search.measure ?? "money"} onMeasure={(measure) => onChange({ measure })} />
      <UsageTable query={query} totals={report?.totals} />
    </Stack>
  );
}

function Download({ query, disabled }: { query: UsageQuery; disabled: boolean }) {
  const usage = useUsage({ ...query, limit: 500 }, { enabled: !disabled });
  const download = useChange(
    async () => save(fileName(query), await loadCsv(query, usage.data?.total_rows ?? 0)),
    `${fileName(query)} was downloaded.`,
  );
  return (
    <Button
      variant="default"
      leftSection={<IconDownload aria-hidden size={16} />}
      disabled={disabled || usage.data === undefined}
      loading={download.isPending}
      onClick={() => download.mutate(undefined)}
    >
      Download CSV
    </Button>
  );
}
