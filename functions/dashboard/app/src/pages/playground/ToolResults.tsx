import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Message } from "./usePlayground";

/** What the tools that the model has called give back, as somebody types it. */
export function ToolResults({
  calls,
  isReady,
  onSend,
}: {
  calls: readonly { id: string; function: { name: string } }[];
  isReady: boolean;
  onSend: (results: readonly Message[]) => void;
}) {
  const [results, setResults] = useState<readonly string[]>(calls.map(() => ""));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend(
          calls.map(({ id }, index) => ({ role: "tool" as const, tool_call_id: id, content: results[index] ?? "" })),
        );
      }}
    >
      <Stack gap="sm">
        <Text size="sm">The model waits for what its tools give back. Type it, as an application would send it.</Text>
        {calls.map((call, index) => (
          <Textarea
            key={call.id}
            label={`Result of ${call.function.name}`}
            description={call.id}
            placeholder='{"temperature": 21}'
            autosize
            minRows={2}
            value={results[index] ?? ""}
            onChange={(event) => {
              const text = event.currentTarget.value;
              setResults((before) => before.map((one, place) => (place === index ? text : one)));
            }}
          />
        ))}
        <Group justify="flex-end">
          <Button type="submit" disabled={!isReady}>
            Send results
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
