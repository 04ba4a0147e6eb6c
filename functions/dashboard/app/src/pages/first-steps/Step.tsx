import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheckFilled } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";

/** Where a step is: done, the one to do now, or one for which others have to be done before. */
export type StepState = "done" | "now" | "later";

/** A step of the guide: its form while it is to be done, and afterwards what there is. */
export function Step({
  number,
  title,
  state,
  summary,
  again,
  isRedone,
  onRedo,
  stays = false,
  result,
  form,
}: {
  number: number;
  title: string;
  state: StepState;
  /** What there is, once it is done. */
  summary?: ReactNode;
  /** The words of the button that shows the form of a step that is done: `Another organization`. */
  again?: string;
  /** Whether its form is shown although it is done. */
  isRedone: boolean;
  /** Shows its form, or closes it. */
  onRedo: (isRedone: boolean) => void;
  /** Whether the form stays once the step is done. */
  stays?: boolean;
  /** What came of it, below the summary and as wide as the step. */
  result?: ReactNode;
  /** The form. It gets the function that closes it. */
  form: (leave: () => void) => ReactNode;
}) {
  const id = useId();
  const isShown = state === "now" || (state === "done" && (isRedone || stays));
  return (
    <Paper withBorder p="md" component="li" aria-labelledby={id} aria-current={state === "now" ? "step" : undefined}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm" wrap="nowrap" align="start">
          <Group gap="sm" wrap="nowrap" align="start">
            <Mark number={number} state={state} />
            <div>
              <Title order={2} size="h4" id={id}>
                {title}
              </Title>
              {state === "done" && (
                <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
                  {summary}
                </Text>
              )}
            </div>
          </Group>
          {state === "done" && again !== undefined && (
            <Button
              variant="default"
              size="xs"
              style={{ flex: "none" }}
              aria-expanded={isRedone}
              onClick={() => onRedo(!isRedone)}
            >
              {isRedone ? "Close" : again}
            </Button>
          )}
        </Group>
        {state === "done" && result}
        {isShown && form(() => onRedo(false))}
      </Stack>
    </Paper>
  );
}

function Mark({ number, state }: { number: number; state: StepState }) {
  if (state === "done") {
    return (
      <IconCircleCheckFilled
        role="img"
        aria-label="Done"
        size={26}
        style={{ color: "var(--meaning-profit)", flex: "none" }}
      />
    );
  }
  const isNow = state === "now";
  return (
    <Text
      component="span"
      size="sm"
      fw={700}
      ta="center"
      w={26}
      h={26}
      lh="24px"
      c={isNow ? "var(--mantine-color-anchor)" : "dimmed"}
      bd={`1px solid ${isNow ? "var(--mantine-color-anchor)" : "var(--mantine-color-default-border)"}`}
      style={{ borderRadius: "50%", flex: "none" }}
    >
      {number}
    </Text>
  );
}
