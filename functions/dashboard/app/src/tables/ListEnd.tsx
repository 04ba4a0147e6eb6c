import { Button, Group, Text } from "@mantine/core";
import { count } from "../figures/decimal";
import type { List } from "./useList";

/** Below a list: how many entries are shown, of how many, and more of them. */
export function ListEnd<T>({ list }: { list: List<T> }) {
  if (list.items === undefined) return null;
  const shown = list.items.length;
  return (
    <Group justify="space-between" mt="sm" mih={36}>
      <Text size="sm" c="dimmed" aria-live="polite">
        {list.total === null || list.total === shown
          ? `${count(shown)} ${list.more === null ? "in all" : "so far"}`
          : `${count(shown)} of ${count(list.total)}`}
      </Text>
      {list.error !== null && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {list.error.message}
        </Text>
      )}
      {list.more !== null && (
        <Button size="xs" variant="default" onClick={list.more} loading={list.isFetching}>
          Load more
        </Button>
      )}
    </Group>
  );
}
