import { Group, Paper, SimpleGrid, Text, Title } from "@mantine/core";
import { GroupBars } from "../../charts/GroupBars";
import type { Series } from "../../charts/units";
import { count, roundUsd } from "../../figures/decimal";
import { TextLink } from "../../layout/TextLink";
import { Loaded } from "../../states/Loaded";
import { pageOf } from "../usage/groups";
import { charted, type UsageGroup } from "../usage/report";
import { useUsage } from "../usage/useUsage";
import type { Span } from "./period";

const SHOWN = 5;

/** Revenue and profit are enough to see who brings in what: the cost is their difference. */
const SERIES: readonly Series[] = [
  { name: "revenue", label: "Revenue", meaning: "revenue" },
  { name: "profit", label: "Profit", meaning: "profit" },
];

/** Who and what had the most calls, with what they brought in. */
export function Leaders({ span }: { span: Span }) {
  return (
    <section aria-labelledby="most-calls">
      <Title order={2} size="h4" mb="sm" id="most-calls">
        Most calls
      </Title>
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="sm">
        <Leading title="Organizations" by="organization" span={span} />
        <Leading title="Teams" by="team" span={span} />
        <Leading title="Models" by="model" span={span} />
      </SimpleGrid>
    </section>
  );
}

function Leading({ title, by, span }: { title: string; by: UsageGroup; span: Span }) {
  const usage = useUsage({ group_by: by, start_date: span.first, end_date: span.last, limit: SHOWN });
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={3} size="h5">
          {title}
        </Title>
        <TextLink to="/usage" search={{ group_by: by, start_date: span.first, end_date: span.last }} size="sm">
          All {title.toLowerCase()}
        </TextLink>
      </Group>
      <Loaded query={usage} lines={SHOWN}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Text size="sm" c="dimmed">
              No calls in this period.
            </Text>
          ) : (
            <GroupBars
              label={`${title} with the most calls`}
              unit="usd"
              series={SERIES}
              shown={roundUsd}
              groups={rows.map((row) => ({
                key: row.key,
                label: row.key,
                note: `${count(row.total_calls)} calls`,
                to: pageOf(by, row.key),
                figures: charted(row),
              }))}
            />
          )
        }
      </Loaded>
    </Paper>
  );
}
