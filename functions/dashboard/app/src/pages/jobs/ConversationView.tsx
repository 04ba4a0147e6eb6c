import { Code, Paper, Stack, Text } from "@mantine/core";
import type { Part, Turn } from "./conversation";

const ROLES: Record<string, string> = {
  system: "System",
  developer: "Developer",
  user: "User",
  assistant: "Assistant",
  tool: "Tool",
  answer: "Answer",
};

/** A conversation to read: who said what. */
export function ConversationView({ turns }: { turns: readonly Turn[] }) {
  return (
    <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: "none" }} aria-label="Conversation">
      {turns.map((turn, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: turns have nothing else, and none moves.
        <Paper component="li" key={index} withBorder p="sm">
          <Text size="xs" fw={600} c="dimmed" mb={4}>
            {ROLES[turn.role] ?? turn.role}
          </Text>
          <Stack gap="xs">
            {turn.parts.length === 0 && (
              <Text size="sm" c="dimmed">
                Nothing
              </Text>
            )}
            {turn.parts.map((part, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above.
              <PartView key={place} part={part} />
            ))}
          </Stack>
        </Paper>
      ))}
    </Stack>
  );
}

/** One piece of what somebody said. */
export function PartView({ part }: { part: Part }) {
  switch (part.kind) {
    case "text":
      return <Prose>{part.text}</Prose>;
    case "reasoning":
      return (
        <details>
          <Text component="summary" size="sm">
            Reasoning
          </Text>
          <Prose>{part.text}</Prose>
        </details>
      );
    case "refusal":
      return <Prose>{`Refused: ${part.text}`}</Prose>;
    case "image":
      return <Text size="sm">Image: {part.source}</Text>;
    case "call":
      return (
        <div>
          <Text size="sm">
            Calls the tool <Code>{part.name}</Code>
            {part.id !== null && <> ({part.id})</>}
          </Text>
          <Code block mt={4}>
            {part.input}
          </Code>
        </div>
      );
    case "result":
      return (
        <div>
          <Text size="sm">Result{part.of !== null && <> of {part.of}</>}</Text>
          <Code block mt={4}>
            {part.text}
          </Code>
        </div>
      );
    case "other":
      return <Code block>{part.text}</Code>;
  }
}

function Prose({ children }: { children: string }) {
  return (
    <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
      {children}
    </Text>
  );
}
