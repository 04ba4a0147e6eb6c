import type { DraggableProvided } from "@hello-pangea/dnd";
import { ActionIcon, Group, NumberInput, Text, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from "@tabler/icons-react";
import { percent } from "../../../figures/decimal";
import classes from "./Members.module.css";
import type { Member } from "./steps";

/** A member of a model group that can be moved: by dragging, by the keyboard, or by its buttons. */
export function MemberRow({
  member,
  share,
  onWeigh,
  onUp,
  onDown,
  onRemove,
  dragged,
  isDragging,
}: {
  member: Member;
  /** Its share of the calls of its step; null where the group does not balance by weight. */
  share: number | null;
  onWeigh: (weight: number) => void;
  /** Null where it cannot go further. */
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onRemove: () => void;
  dragged: DraggableProvided;
  isDragging: boolean;
}) {
  return (
    <div ref={dragged.innerRef} {...dragged.draggableProps} className={classes.member} data-dragging={isDragging}>
      <div {...dragged.dragHandleProps} className={classes.handle}>
        <VisuallyHidden>Drag {member.name}</VisuallyHidden>
        <IconGripVertical aria-hidden size={18} />
      </div>
      <Text size="sm" fw={500} className={classes.name}>
        {member.name}
      </Text>
      <Group gap={6} wrap="nowrap" className={classes.controls}>
        {share !== null && (
          <>
            <NumberInput
              aria-label={`Weight of ${member.name}`}
              value={member.weight}
              onChange={(weight) => onWeigh(typeof weight === "number" && weight >= 1 ? weight : 1)}
              min={1}
              max={1000}
              allowDecimal={false}
              allowNegative={false}
              clampBehavior="strict"
              w={86}
              size="xs"
            />
            <Text size="sm" w={52} ta="right" className="digits" title="Its share of the calls of its step">
              {percent(share)}
            </Text>
          </>
        )}
        <Step label={`Move ${member.name} up`} onClick={onUp}>
          <IconArrowUp aria-hidden size={16} />
        </Step>
        <Step label={`Move ${member.name} down`} onClick={onDown}>
          <IconArrowDown aria-hidden size={16} />
        </Step>
        <Step label={`Remove ${member.name}`} onClick={onRemove}>
          <IconTrash aria-hidden size={16} />
        </Step>
      </Group>
    </div>
  );
}

function Step({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: (() => void) | null;
  children: React.ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size="md"
        aria-label={label}
        onClick={onClick ?? undefined}
        // A disabled button would lose the focus of those who move a member step by step.
        aria-disabled={onClick === null}
        data-disabled={onClick === null || undefined}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
