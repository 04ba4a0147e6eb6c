import { Button, Group, Stack, Text, Timeline, Title } from "@mantine/core";
import { api, readWithHeaders, type Schemas } from "../../../api/client";
import { Moment } from "../../../figures/Moment";
import { Section } from "../../../layout/Section";
import { Failure } from "../../../states/Failure";
import { PAGE_SIZE, useList } from "../../../tables/useList";
import { PriceTable } from "./PriceTable";
import { priceChanges } from "./priceChanges";

type PriceChange = Schemas["PriceChange"];

const entries = (changes: PriceChange[]) => changes;

/** How the prices of an alias have changed, newest first. */
export function PriceHistory({ alias, kind }: { alias: string; kind: Schemas["ModelKind"] }) {
  const list = useList({
    key: ["models", alias, "prices"],
    page: (next, signal) =>
      readWithHeaders(
        api.GET("/api/models/{alias}/prices", {
          params: { path: { alias }, query: { ...next, limit: PAGE_SIZE } },
          signal,
        }),
      ),
    items: entries,
  });
  return (
    <Section
      title="Price history"
      about="USD per million tokens. A call costs what the prices were when it was admitted."
    >
      {list.error !== null && list.items === undefined && <Failure error={list.error} retry={list.reload} />}
      {list.items?.length === 0 && <Text size="sm">Nothing is recorded.</Text>}
      {list.items !== undefined && list.items.length > 0 && (
        <Timeline bulletSize={14} lineWidth={2} active={0}>
          {list.items.map((change) => (
            <Timeline.Item
              key={`${change.changed_at} ${change.after === null}`}
              title={
                <Title order={3} size="sm">
                  {headlineOf(change)}
                </Title>
              }
            >
              <Group gap={6}>
                <Text size="sm" c="dimmed" component="div">
                  <Moment at={change.changed_at} />
                  {change.changed_by !== null && ` by ${change.changed_by}`}
                </Text>
              </Group>
              <Details change={change} kind={kind} />
            </Timeline.Item>
          ))}
        </Timeline>
      )}
      {list.more !== null && (
        <Button variant="default" size="xs" w="fit-content" onClick={list.more} loading={list.isFetching}>
          Load more
        </Button>
      )}
    </Section>
  );
}

function headlineOf(change: PriceChange): string {
  if (change.before === null) return "The alias was made";
  return change.after === null ? "The alias was removed" : "Its prices were changed";
}

function Details({ change, kind }: { change: PriceChange; kind: Schemas["ModelKind"] }) {
  if (change.after === null) return null;
  if (change.before === null) return <PriceTable prices={change.after} kind={kind} caption="The first prices" />;
  return (
    <Stack gap={2} component="ul" m={0} pl="md">
      {priceChanges(change.before, change.after).map(({ label, before, after }) => (
        <Text key={label} component="li" size="sm">
          {label}: {before} → {after}
        </Text>
      ))}
    </Stack>
  );
}
