/** @file Asking before something is done. What cannot be undone asks for its name. */

import { Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { type ReactNode, useState } from "react";
import { Failure } from "../states/Failure";

type Question = {
  title: string;
  /** What will happen, in a sentence. */
  children: ReactNode;
  /** The button's word: `Delete team`. */
  action: string;
  /** Does it. The dialog stays, with the API's words, if it throws. */
  onConfirm: () => Promise<unknown>;
  /** What has to be typed, for what cannot be undone. */
  name?: string;
};

/** Asks, and does it. */
export function confirm(question: Question): void {
  const id = modals.open({
    title: question.title,
    children: <Confirmation question={question} close={() => modals.close(id)} />,
  });
}

function Confirmation({ question, close }: { question: Question; close: () => void }) {
  const [typed, setTyped] = useState("");
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const mayGo = question.name === undefined || typed === question.name;
  const go = async () => {
    setRunning(true);
    try {
      await question.onConfirm();
      close();
    } catch (reason) {
      setError(reason);
      setRunning(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (mayGo && !running) void go();
      }}
    >
      <Stack>
        <Text size="sm" component="div">
          {question.children}
        </Text>
        {question.name !== undefined && (
          <TextInput
            label={
              <>
                Type <Code>{question.name}</Code> to confirm
              </>
            }
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        {error !== null && <Failure error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" color="red" disabled={!mayGo} loading={running}>
            {question.action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
