import { DragDropContext, Draggable, Droppable } from "@hello-pangea/dnd";
import { ActionIcon, Code, Group, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconGripVertical } from "@tabler/icons-react";
import { useState } from "react";
import { api, read, type Schemas } from "../../api/client";
import { ifMatch } from "../../forms/ifMatch";
import { useChange } from "../../forms/useChange";
import { Section } from "../../layout/Section";
import { providerName } from "../models/providers";
import { StatusBadge } from "../models/StatusBadge";
import classes from "./KeyOrder.module.css";
import { groupsOf, moved, newPriorities } from "./order";
import { hintOf } from "./words";

type Credential = Schemas["Credential"];

/** Orders an organization's keys for each provider that it has several of. */
export function KeyOrder({ credentials }: { credentials: readonly Credential[] }) {
  const groups = groupsOf(credentials).filter((group) => group.length > 1);
  if (groups.length === 0) return null;
  return (
    <Section
      title="Order in which keys are tried"
      about="The next key is tried when the provider refuses a key, or when all retries with it have failed. A new place is saved at once."
    >
      {groups.map((group) => (
        <OneProvider key={`${group[0]?.provider} ${group.map(versionOf).join()}`} keys={group} />
      ))}
    </Section>
  );
}

/** Other keys, or other priorities, begin with the order that is there then. */
function versionOf(credential: Credential): string {
  return `${credential.credential_id}${credential.updated_at}`;
}

function OneProvider({ keys }: { keys: readonly Credential[] }) {
  const [shown, setShown] = useState(keys);
  const saving = useChange(async (order: readonly Credential[]) => {
    for (const { key, priority } of newPriorities(order)) {
      await read(
        api.PUT("/api/provider-credentials/{credential_id}", {
          params: { path: { credential_id: key.credential_id } },
          headers: ifMatch(key),
          body: { priority },
        }),
      );
    }
  }, "The order was changed.");
  const move = (from: number, to: number) => {
    if (from === to || saving.isPending) return;
    const next = moved(shown, from, to);
    setShown(next);
    saving.mutate(next, { onError: () => setShown(keys) });
  };
  const provider = keys[0]?.provider ?? "openai";
  return (
    <Stack gap={4}>
      <Title order={3} size="sm">
        {providerName(provider)}
      </Title>
      <DragDropContext
        onDragEnd={({ source, destination }) => {
          if (destination !== null) move(source.index, destination.index);
        }}
      >
        <Droppable droppableId={provider}>
          {(area) => (
            <div ref={area.innerRef} {...area.droppableProps} aria-busy={saving.isPending}>
              {shown.map((key, index) => (
                <Draggable key={key.credential_id} draggableId={key.credential_id} index={index}>
                  {(dragged) => (
                    <div ref={dragged.innerRef} {...dragged.draggableProps} className={classes.row}>
                      <div {...dragged.dragHandleProps} className={classes.handle}>
                        <VisuallyHidden>Drag {key.credential_name}</VisuallyHidden>
                        <IconGripVertical aria-hidden size={18} />
                      </div>
                      <Text size="sm" fw={500} className={classes.name}>
                        {key.credential_name} <Code>{hintOf(key)}</Code>
                      </Text>
                      <StatusBadge status={key.is_active ? "active" : "inactive"} />
                      <Group gap={6} wrap="nowrap">
                        <Move
                          label={`Move ${key.credential_name} up`}
                          disabled={index === 0}
                          onClick={() => move(index, index - 1)}
                        >
                          <IconArrowUp aria-hidden size={16} />
                        </Move>
                        <Move
                          label={`Move ${key.credential_name} down`}
                          disabled={index === shown.length - 1}
                          onClick={() => move(index, index + 1)}
                        >
                          <IconArrowDown aria-hidden size={16} />
                        </Move>
                      </Group>
                    </div>
                  )}
                </Draggable>
              ))}
              {area.placeholder}
            </div>
          )}
        </Droppable>
      </DragDropContext>
    </Stack>
  );
}

function Move({
  label,
  disabled,
  onClick,
  children,
}: {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <ActionIcon variant="default" aria-label={label} disabled={disabled} onClick={onClick}>
      {children}
    </ActionIcon>
  );
}
