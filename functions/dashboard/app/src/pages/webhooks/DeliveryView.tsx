import { Code, ScrollArea, SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schemas } from "../../api/client";
import { Copyable } from "../../dialogs/Secret";
import { Count } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { DeliveryStatus } from "./Status";
import { whatHappened } from "./words";

/** One delivery: what became of it, and the body that is sent. */
export function DeliveryView({ delivery }: { delivery: Schemas["Delivery"] }) {
  const facts: readonly (readonly [string, ReactNode])[] = [
    ["Attempts", <Count key="attempts" value={delivery.attempts} />],
    ["Last answer", delivery.last_status === null ? "none" : `HTTP ${delivery.last_status}`],
    ["Happened", <Moment key="created" at={delivery.created_at} />],
    delivery.status === "pending"
      ? ["Next attempt", <Moment key="next" at={delivery.next_attempt_at} />]
      : ["Ended", <Moment key="finished" at={delivery.finished_at} />],
  ];
  return (
    <Stack>
      <div>
        <DeliveryStatus status={delivery.status} />
        <Text size="sm" mt="xs">
          {whatHappened(delivery)}
        </Text>
      </div>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        {facts.map(([name, value]) => (
          <div key={name}>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            <Text size="sm" component="div">
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      <Copyable label="Delivery id (the header webhook-id)" value={delivery.delivery_id} />
      <div>
        <Text size="sm" fw={600} mb={4}>
          Body
        </Text>
        <ScrollArea.Autosize mah={360} viewportProps={{ tabIndex: 0, "aria-label": "Body", role: "region" }}>
          <Code block>{JSON.stringify(delivery.body, null, 2)}</Code>
        </ScrollArea.Autosize>
      </div>
    </Stack>
  );
}
