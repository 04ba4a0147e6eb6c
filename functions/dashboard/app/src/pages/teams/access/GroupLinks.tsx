import { Group, Text } from "@mantine/core";
import { TextLink } from "../../../layout/TextLink";

/** Links to a team's groups. */
export function GroupLinks({ kind, names }: { kind: "access" | "model"; names: readonly string[] }) {
  const label = kind === "access" ? "Access groups" : "Model groups";
  return (
    <Group gap="xs" align="baseline">
      <Text size="sm" fw={600}>
        {label}:
      </Text>
      {names.length === 0 && <Text size="sm">none</Text>}
      {names.map((name) =>
        kind === "access" ? (
          <TextLink key={name} to="/access-groups/$groupName" params={{ groupName: name }} size="sm" py={2}>
            {name}
          </TextLink>
        ) : (
          <TextLink key={name} to="/model-groups/$groupName" params={{ groupName: name }} size="sm" py={2}>
            {name}
          </TextLink>
        ),
      )}
    </Group>
  );
}
