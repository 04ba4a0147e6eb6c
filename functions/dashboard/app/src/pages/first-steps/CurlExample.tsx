import { Button, Code, CopyButton, Group, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { curlOf } from "./curl";

/** The same call from a terminal, through the door of OpenAI's clients. */
export function CurlExample({ alias, virtualKey, prompt }: { alias: string; virtualKey: string; prompt: string }) {
  const [withKey, setWithKey] = useState(false);
  const shown = curlOf({
    origin: window.location.origin,
    alias,
    prompt,
    virtualKey: withKey ? virtualKey : "$TOLLGATE_KEY",
  });
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        The same from a terminal
      </Text>
      <Code block tabIndex={0} role="region" aria-label="Command">
        {shown}
      </Code>
      <Group gap="md">
        <CopyButton value={shown}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy command"}
            </Button>
          )}
        </CopyButton>
        <Switch
          label="With the key in it"
          checked={withKey}
          onChange={(event) => setWithKey(event.currentTarget.checked)}
        />
      </Group>
    </Stack>
  );
}
