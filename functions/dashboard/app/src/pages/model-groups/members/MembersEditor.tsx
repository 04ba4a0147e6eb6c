import { DragDropContext, Draggable, Droppable, type DropResult } from "@hello-pangea/dnd";
import { Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Balancing } from "../balancing";
import { MemberRow } from "./MemberRow";
import classes from "./Members.module.css";
import {
  insertedAlone,
  type Member,
  moved,
  type Place,
  type Steps,
  shareOf,
  weighted,
  withMember,
  withoutMember,
} from "./steps";
import { useMemberOptions } from "./useMemberOptions";

/** The API takes so many. */
const MOST_MEMBERS = 50;

/**
 * Orders the members of a model group. A group that is tried in order is one list; others have steps, and the members of a step
 * are balanced.
 */
export function MembersEditor({
  steps,
  balancing,
  onChange,
}: {
  steps: Steps;
  balancing: Balancing;
  onChange: (steps: Steps) => void;
}) {
  const isList = balancing === "priority";
  const members = steps.flat();
  const options = useMemberOptions(members.map(({ name }) => name));
  // Another key empties the field again once something was chosen.
  const [added, setAdded] = useState(0);
  const drop = ({ source, destination }: DropResult) => {
    if (destination === null) return;
    if (isList) {
      onChange(insertedAlone(steps, { step: source.index, index: 0 }, landing(source.index, destination.index)));
    } else {
      const from = { step: Number(source.droppableId), index: source.index };
      onChange(moved(steps, from, { step: Number(destination.droppableId), index: destination.index }));
    }
  };
  const row = (member: Member, step: readonly Member[], place: Place, index: number) => (
    <Draggable key={member.name} draggableId={member.name} index={index}>
      {(dragged, { isDragging }) => (
        <MemberRow
          member={member}
          share={balancing === "weight" ? shareOf(step, member) : null}
          onWeigh={(weight) => onChange(weighted(steps, member.name, weight))}
          onUp={raise(steps, place, isList, onChange)}
          onDown={lower(steps, place, isList, onChange)}
          onRemove={() => onChange(withoutMember(steps, member.name))}
          dragged={dragged}
          isDragging={isDragging}
        />
      )}
    </Draggable>
  );
  return (
    <Stack gap="sm">
      {members.length === 0 && <Text size="sm">It has no members, so it cannot be called.</Text>}
      <DragDropContext onDragEnd={drop}>
        {isList && members.length > 0 && (
          <StepArea id="list" title="Tried in this order">
            {steps.map((step, number) => step.map((member) => row(member, step, { step: number, index: 0 }, number)))}
          </StepArea>
        )}
        {!isList &&
          steps.map((step, number) => (
            <StepArea key={titleOf(number)} id={String(number)} title={titleOf(number)}>
              {step.map((member, index) => row(member, step, { step: number, index }, index))}
            </StepArea>
          ))}
        {!isList && members.length > 1 && (
          <StepArea id={String(steps.length)} title="A further step">
            <Text size="sm" c="dimmed">
              Drag a member here, to be tried when all others have failed.
            </Text>
          </StepArea>
        )}
      </DragDropContext>
      <Select
        key={added}
        label="Add a member"
        description="An alias, or a model of the catalogue by the provider's name, with the catalogue's prices"
        placeholder="Name of an alias or a model"
        data={options}
        value={null}
        onChange={(name) => {
          if (name === null) return;
          onChange(withMember(steps, name));
          setAdded(added + 1);
        }}
        searchable
        disabled={members.length >= MOST_MEMBERS}
        nothingFoundMessage="There is no such alias or model"
        maxDropdownHeight={320}
        maw={480}
      />
    </Stack>
  );
}

function StepArea({ id, title, children }: { id: string; title: string; children: React.ReactNode }) {
  return (
    <Droppable droppableId={id}>
      {(area, { isDraggingOver }) => (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {title}
          </Text>
          <div ref={area.innerRef} {...area.droppableProps} className={classes.step} data-over={isDraggingOver}>
            {children}
            {area.placeholder}
          </div>
        </div>
      )}
    </Droppable>
  );
}

function titleOf(step: number): string {
  return step === 0 ? "Step 1: tried first" : `Step ${step + 1}: tried when all before have failed`;
}

/** Before which step a member comes to stand in a list, once it is taken out of its old place. */
function landing(from: number, to: number): number {
  return to > from ? to + 1 : to;
}

/** One place up: in a list before the one above; else into the step above, or out of the first step to a new one before it. */
function raise(steps: Steps, place: Place, isList: boolean, onChange: (steps: Steps) => void): (() => void) | null {
  if (isList) {
    return place.step === 0 ? null : () => onChange(insertedAlone(steps, place, place.step - 1));
  }
  if (place.step > 0) {
    return () => onChange(moved(steps, place, { step: place.step - 1, index: steps[place.step - 1]?.length ?? 0 }));
  }
  return (steps[0]?.length ?? 0) > 1 ? () => onChange(insertedAlone(steps, place, 0)) : null;
}

/** One place down, likewise. */
function lower(steps: Steps, place: Place, isList: boolean, onChange: (steps: Steps) => void): (() => void) | null {
  const isLast = place.step === steps.length - 1;
  if (isList) return isLast ? null : () => onChange(insertedAlone(steps, place, place.step + 2));
  if (!isLast) return () => onChange(moved(steps, place, { step: place.step + 1, index: 0 }));
  return (steps[place.step]?.length ?? 0) > 1 ? () => onChange(insertedAlone(steps, place, steps.length)) : null;
}
