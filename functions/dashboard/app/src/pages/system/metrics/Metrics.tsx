import { Badge, Button, Code, Group, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { api, read } from "../../../api/client";
import { count } from "../../../figures/decimal";
import { Empty } from "../../../states/Empty";
import { type Column, DataTable } from "../../../tables/DataTable";
import { SearchBox } from "../../../tables/SearchBox";
import { matches, type Sample, samplesOf } from "./prometheus";

const route = getRouteApi("/frame/system");

/** The deployment's counters, as monitoring reads them, with what each of them means. */
export function Metrics() {
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const metrics = useQuery({
    queryKey: ["system", "metrics"],
    queryFn: async ({ signal }) => samplesOf(await read(api.GET("/metrics", { parseAs: "text", signal }))),
  });
  const items = metrics.data?.filter((sample) => search === undefined || matches(sample, search));
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        Monitoring reads them from <Code>/metrics</Code>, in the text format of Prometheus. Counters count since the
        deployment began.
      </Text>
      <Group mb="sm" justify="space-between">
        <SearchBox
          label="Search metrics"
          value={search}
          onChange={(next) => void navigate({ search: (before) => ({ ...before, search: next }), replace: true })}
        />
        <Button
          variant="default"
          leftSection={<IconRefresh aria-hidden size={16} />}
          loading={metrics.isFetching}
          onClick={() => void metrics.refetch()}
        >
          Read again
        </Button>
      </Group>
      <DataTable
        caption="Metrics"
        columns={COLUMNS}
        list={{
          items,
          total: null,
          error: metrics.error,
          isFetching: metrics.isFetching,
          more: null,
          reload: () => void metrics.refetch(),
        }}
        rowKey={({ name, labels }) => `${name} ${JSON.stringify(labels)}`}
        empty={<Empty title="No metric is like this">Try another word.</Empty>}
      />
    </>
  );
}

const COLUMNS: readonly Column<Sample>[] = [
  {
    header: "Metric",
    sortBy: ({ name }) => name,
    cell: ({ name, help }) => (
      <div>
        <Text size="sm">{help === "" ? name : help}</Text>
        <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {name}
        </Text>
      </div>
    ),
  },
  {
    header: "Of",
    cell: ({ labels }) => (
      <Group gap={4}>
        {Object.entries(labels).map(([name, value]) => (
          <Badge key={name} variant="default" tt="none" fw={400}>
            {name}: {value}
          </Badge>
        ))}
      </Group>
    ),
  },
  { header: "Kind", sortBy: ({ type }) => type, cell: ({ type }) => type },
  {
    header: "Value",
    align: "right",
    sortBy: ({ value }) => Number(value),
    cell: ({ value }) => <span className="digits">{Number.isFinite(Number(value)) ? count(value) : value}</span>,
  },
];
