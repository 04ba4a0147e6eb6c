import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { api, read, type Schemas } from "../../api/client";
import { Moment } from "../../figures/Moment";
import { useChange } from "../../forms/useChange";
import { Section } from "../../layout/Section";
import { Only } from "../../session/Only";
import { Figures } from "./Figures";
import { roundByRound } from "./rounds";
import { useAttention } from "./useAttention";

type Swept = Schemas["Swept"];

/** The sweep: when it ran, and running it now. */
export function Sweep() {
  const attention = useAttention();
  const [swept, setSwept] = useState<Swept | null>(null);
  const sweeping = useChange(() => {
    setSwept(null);
    return roundByRound(() => read(api.POST("/api/maintenance/sweep")), setSwept);
  }, "The sweep has run.");
  const last = attention.data?.last_sweep_at;
  return (
    <Section
      title="Sweep"
      about="Every few minutes it ends overdue calls, closes forgotten jobs, refills credits and begins periods of plans."
      actions={
        <Only role="admin">
          <Button variant="default" size="xs" loading={sweeping.isPending} onClick={() => sweeping.mutate()}>
            Sweep now
          </Button>
        </Only>
      }
    >
      <Stack gap="sm">
        <Text size="sm">
          {last === null ? (
            "It has not run yet. Is its schedule set up?"
          ) : (
            <>
              It last ran <Moment at={last} relative />.
            </>
          )}
        </Text>
        {swept !== null && (
          <div role="status">
            <Text size="sm" fw={600} mb="xs">
              {sweeping.isPending ? "So far" : "Done now"}
            </Text>
            <Figures figures={figuresOf(swept)} />
            {swept.more && !sweeping.isPending && (
              <Text size="sm" mt="xs">
                There is more to do: sweep once more.
              </Text>
            )}
          </div>
        )}
      </Stack>
    </Section>
  );
}

function figuresOf(swept: Swept): readonly (readonly [string, number | null])[] {
  return [
    ["Overdue calls ended", swept.abandoned_calls],
    ["Jobs closed", swept.closed_jobs],
    ["Teams refilled", swept.refilled_teams],
    ["Periods of plans begun", swept.begun_plan_periods],
    ["Settlements booked", swept.booked_settlements],
    ["Settlements that wait", swept.waiting_settlements],
    ["Requests and answers deleted", swept.deleted_bodies],
    ["Idempotency keys deleted", swept.deleted_idempotency_keys],
    ["Partitions made", swept.made_partitions],
    ["Teams that were busy", swept.busy_teams],
  ];
}
