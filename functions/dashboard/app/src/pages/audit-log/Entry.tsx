import { Button, Group, Paper, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useId } from "react";
import type { Schemas } from "../../api/client";
import { Moment } from "../../figures/Moment";
import { TextLink } from "../../layout/TextLink";
import { Comparison } from "./Comparison";
import { differencesOf } from "./differences";
import { ResourceLink } from "./ResourceLink";
import { actionInWords, kindInWords } from "./words";

type AuditEntry = Schemas["AuditEntry"];

/** An entry: who did what to which thing, and what was before and after. */
export function Entry({ entry }: { entry: AuditEntry }) {
  const id = useId();
  const [isOpen, { toggle }] = useDisclosure();
  const { before, after, ...others } = entry.details as Record<string, unknown>;
  const differences = differencesOf(before, after);
  const beside = differencesOf(undefined, others);
  const changes = differences.filter(({ change }) => change !== "same").length + beside.length;
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Paper withBorder px="md" py="xs" component="li">
      <Group justify="space-between" gap="xs">
        <Text size="sm" component="div" style={{ overflowWrap: "anywhere", flex: "1 1 18rem" }}>
          <Who entry={entry} /> {actionInWords(entry.action)}
          {entry.resource_id !== null && (
            <>
              {": "}
              <ResourceLink kind={entry.resource_type} id={entry.resource_id} />
              {entry.resource_type !== null && (
                <Text span c="dimmed" size="sm">
                  {" "}
                  ({kindInWords(entry.resource_type)})
                </Text>
              )}
            </>
          )}
        </Text>
        <Group gap="sm">
          <Text size="sm" c="dimmed" component="div">
            <Moment at={entry.created_at} />
            {entry.ip_address !== null && ` from ${entry.ip_address}`}
          </Text>
          {changes > 0 && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<Chevron aria-hidden size={14} />}
              aria-expanded={isOpen}
              aria-controls={id}
              onClick={toggle}
            >
              {changes === 1 ? "1 detail" : `${changes} details`}
            </Button>
          )}
        </Group>
      </Group>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Comparison differences={differences} beside={beside} />}
      </div>
    </Paper>
  );
}

/** Who did it: an operator, a team with its key, or the admin key. */
function Who({ entry }: { entry: AuditEntry }) {
  const { user_email, user_id, team_id } = entry;
  if (user_id !== null) {
    return (
      <TextLink
        to="/audit-log"
        search={(before) => ({ ...before, user_id })}
        fw={600}
        inherit
        c="inherit"
        underline="always"
      >
        {user_email ?? user_id}
      </TextLink>
    );
  }
  if (team_id !== null) {
    return (
      <>
        Team{" "}
        <TextLink to="/teams/$teamId" params={{ teamId: team_id }} fw={600} inherit underline="always">
          {team_id}
        </TextLink>
      </>
    );
  }
  const isGuess = entry.action.endsWith("_slowed_down");
  return (
    <Text span fw={600} size="sm">
      {isGuess ? "Somebody" : "The admin key"}
    </Text>
  );
}
