import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { api, read, type Schemas } from "../../api/client";
import { count } from "../../figures/decimal";
import { useChange } from "../../forms/useChange";
import { Section } from "../../layout/Section";
import { TextLink } from "../../layout/TextLink";
import { Only } from "../../session/Only";
import { Figures } from "./Figures";
import { roundByRound } from "./rounds";
import { useAttention } from "./useAttention";

type Delivered = Schemas["Delivered"];

/** The deliveries to webhooks: sending those that are due, and the dead letters of late. */
export function Deliveries() {
  const attention = useAttention();
  const [delivered, setDelivered] = useState<Delivered | null>(null);
  const delivering = useChange(() => {
    setDelivered(null);
    return roundByRound(() => read(api.POST("/api/maintenance/deliver-webhooks")), setDelivered);
  }, "What was due has been sent.");
  const dead = attention.data?.dead_letters.count ?? 0;
  return (
    <Section
      title="Deliveries to webhooks"
      about="Every minute what is due is sent. What fails is tried again, ten times within about three days."
      actions={
        <Only role="admin">
          <Button variant="default" size="xs" loading={delivering.isPending} onClick={() => delivering.mutate()}>
            Deliver now
          </Button>
        </Only>
      }
    >
      <Stack gap="sm">
        <Text size="sm">
          {dead === 0 ? "None was given up in the last 7 days." : `${count(dead)} given up in the last 7 days. `}
          {dead > 0 && (
            <TextLink to="/webhooks" search={{ tab: "dead-letters" }} size="sm" underline="always">
              Look at the dead letters
            </TextLink>
          )}
        </Text>
        {delivered !== null && (
          <div role="status">
            <Figures
              figures={[
                ["Arrived", delivered.delivered],
                ["To be tried again", delivered.retried],
                ["Given up", delivered.dead],
              ]}
            />
          </div>
        )}
      </Stack>
    </Section>
  );
}
