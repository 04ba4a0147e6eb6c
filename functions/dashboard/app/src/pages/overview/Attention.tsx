import { Anchor, Box, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconAlertTriangleFilled, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, read, type Schemas } from "../../api/client";
import { count } from "../../figures/decimal";
import { Moment } from "../../figures/Moment";
import { Loaded } from "../../states/Loaded";
import { type Concern, concernsOf, type Level } from "./concerns";

/** What needs attention, each line leading to where it is mended; and when the books were last found right. */
export function Attention() {
  const attention = useQuery({
    queryKey: ["attention"],
    queryFn: ({ signal }) => read(api.GET("/api/stats/attention", { signal })),
    refetchInterval: 60_000,
  });
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="attention">
      <Title order={2} size="h4" mb="sm" id="attention">
        Needs attention
      </Title>
      <Loaded query={attention} lines={3}>
        {(data) => (
          <Stack gap="sm">
            <Lines concerns={concernsOf(data)} />
            <Upkeep attention={data} />
          </Stack>
        )}
      </Loaded>
    </Paper>
  );
}

/** So many lines are shown at first: the worst. */
const SHOWN = 6;

function Lines({ concerns }: { concerns: readonly Concern[] }) {
  const [all, setAll] = useState(false);
  if (concerns.length === 0) {
    return (
      <Group gap="xs" wrap="nowrap">
        <IconCircleCheck aria-hidden size={20} style={{ color: "var(--meaning-profit)", flex: "none" }} />
        <Text size="sm">Everything is in order.</Text>
      </Group>
    );
  }
  const rest = concerns.length - SHOWN;
  return (
    <>
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: "none" }}>
        {concerns.slice(0, all ? undefined : SHOWN).map((concern) => (
          <li key={concern.key}>
            <Line concern={concern} />
          </li>
        ))}
      </Stack>
      {rest > 0 && (
        <Button variant="default" size="xs" w="fit-content" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show ${count(rest)} more`}
        </Button>
      )}
    </>
  );
}

const LEVELS: Record<Level, { word: string; icon: typeof IconInfoCircle; colour: string }> = {
  urgent: { word: "Urgent", icon: IconAlertTriangleFilled, colour: "var(--meaning-errors)" },
  soon: { word: "Soon", icon: IconAlertTriangle, colour: "var(--meaning-cost)" },
  note: { word: "Note", icon: IconInfoCircle, colour: "var(--mantine-color-dimmed)" },
};

function Line({ concern: { level, title, detail, to, search } }: { concern: Concern }) {
  const { word, icon: Icon, colour } = LEVELS[level];
  return (
    <Group gap="xs" wrap="nowrap" align="start">
      <Icon role="img" aria-label={word} size={20} style={{ color: colour, flex: "none", marginTop: 2 }} />
      <Box style={{ overflowWrap: "anywhere" }}>
        {/* The places' own search parameters are not known for a path that is no literal. */}
        <Anchor component={Link} to={to} search={search as never} size="sm" fw={600}>
          {title}
        </Anchor>
        {detail && (
          <Text size="sm" c="dimmed">
            {detail}
          </Text>
        )}
      </Box>
    </Group>
  );
}

/** What looks after the deployment, and when it last did. */
function Upkeep({ attention: { last_audit, last_sweep_at } }: { attention: Schemas["Attention"] }) {
  return (
    <Text size="sm" c="dimmed" component="div">
      {last_audit !== null && (
        <>
          Books {last_audit.ok ? "balanced" : "checked"} <Moment at={last_audit.checked_at} relative />
          {last_audit.complete ? "" : " (not all checks were made)"}
          {" · "}
        </>
      )}
      {last_sweep_at !== null && (
        <>
          Sweep ran <Moment at={last_sweep_at} relative />
        </>
      )}
    </Text>
  );
}
