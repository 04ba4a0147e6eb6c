import { ActionIcon, Alert, CopyButton, Group, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** A text with a button that copies it. */
export function Copyable({ value, label }: { value: string; label: string }) {
  return (
    <Group gap="xs" wrap="nowrap" align="end">
      <TextInput
        label={label}
        value={value}
        readOnly
        flex={1}
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? "Copied" : "Copy"}>
            <ActionIcon size={36} variant="default" onClick={copy} aria-label={`Copy ${label}`}>
              {copied ? <IconCheck aria-hidden size={18} /> : <IconCopy aria-hidden size={18} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}

/** Shows a secret that cannot be read again, such as a new virtual key. */
export function showSecret(title: string, label: string, value: string): void {
  modals.open({
    title,
    closeOnClickOutside: false,
    children: (
      <Stack>
        <Alert color="yellow" variant="outline">
          <Text size="sm">Keep it now: it is shown only once, and cannot be read later.</Text>
        </Alert>
        <Copyable value={value} label={label} />
      </Stack>
    ),
  });
}
