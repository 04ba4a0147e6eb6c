import { Button, CopyButton, Group, Paper, Stack, Text, Textarea } from "@mantine/core";
import { IconPlayerStop, IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { Failure } from "../../states/Failure";
import { ConversationView } from "../jobs/ConversationView";
import { conversation } from "../jobs/conversation";
import { bodyOf, curlOf, faultOfTools, type Settings } from "./request";
import { ToolResults } from "./ToolResults";
import type { Playground } from "./usePlayground";

/** The conversation, and what is said next. */
export function Chat({
  playground,
  isReady,
  model,
  settings,
}: {
  playground: Playground;
  isReady: boolean;
  model: string | null;
  settings: Settings;
}) {
  const { messages, saying, isRunning, wasStopped, error, send, stop, clear } = playground;
  const [text, setText] = useState("");
  const last = messages.at(-1);
  const calls = (last?.role === "assistant" && last.tool_calls) || [];
  const isAsking = calls.length > 0 && !isRunning;
  const say = () => {
    if (text.trim() === "" || !isReady || isRunning) return;
    send([{ role: "user", content: text }]);
    setText("");
  };
  return (
    <Paper withBorder p="md">
      <Stack>
        {messages.length === 0 && !isRunning && (
          <Text size="sm" c="dimmed">
            {isReady ? "Say something to the model." : "Choose a team and a model, then say something."}
          </Text>
        )}
        <ConversationView turns={conversation({ messages }, saying)} />
        <Text size="sm" c="dimmed" role="status">
          {isRunning ? (saying === null ? "Waiting for the model…" : "The model is answering…") : ""}
          {wasStopped && !isRunning ? "Stopped. What was said until then is charged." : ""}
        </Text>
        {error !== null && (
          <Failure error={error} retry={last?.role === "user" || last?.role === "tool" ? () => send([]) : undefined} />
        )}
        {isAsking ? (
          <ToolResults key={messages.length} calls={calls} isReady={isReady} onSend={send} />
        ) : (
          <Textarea
            label="Message"
            description="Ctrl+Enter sends it."
            autosize
            minRows={3}
            maxRows={12}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) say();
            }}
          />
        )}
        <Group justify="space-between">
          <Group gap="xs">
            <Button variant="default" onClick={clear} disabled={messages.length === 0 && !isRunning}>
              Clear conversation
            </Button>
            {model !== null && faultOfTools(settings.tools) === null && (
              <CopyCurl text={() => curlOf(location.origin, bodyOf(model, settings, shownMessages(messages, text)))} />
            )}
          </Group>
          {isRunning ? (
            <Button variant="default" leftSection={<IconPlayerStop aria-hidden size={16} />} onClick={stop}>
              Stop
            </Button>
          ) : (
            !isAsking && (
              <Button
                leftSection={<IconSend aria-hidden size={16} />}
                disabled={!isReady || text.trim() === ""}
                onClick={say}
              >
                Send
              </Button>
            )
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

/** The conversation with what is typed, or with a greeting where there is nothing yet. */
function shownMessages(messages: Playground["messages"], text: string): Playground["messages"] {
  const next = text.trim() === "" ? (messages.length === 0 ? "Hello" : null) : text;
  return next === null ? messages : [...messages, { role: "user", content: next }];
}

function CopyCurl({ text }: { text: () => string }) {
  return (
    <CopyButton value={text()}>
      {({ copied, copy }) => (
        <Button variant="default" onClick={copy}>
          {copied ? "Copied" : "Copy as curl"}
        </Button>
      )}
    </CopyButton>
  );
}
