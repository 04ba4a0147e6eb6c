import { Checkbox, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schemas } from "../../api/client";
import { EVENT_NAMES, EVENTS } from "./words";

type Event = Schemas["WebhookEvent"];

/** Chooses the events that a webhook is sent. */
export function EventChoice({
  value = [],
  onChange,
  error,
}: {
  value?: Event[];
  onChange: (value: Event[]) => void;
  error?: ReactNode;
}) {
  return (
    <Checkbox.Group
      label="Events"
      value={value}
      onChange={(chosen) => onChange(EVENT_NAMES.filter((name) => chosen.includes(name)))}
      error={error}
      required
    >
      <Stack gap="xs" mt={6}>
        {EVENT_NAMES.map((name) => (
          <Checkbox key={name} value={name} label={EVENTS[name]} description={name} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
