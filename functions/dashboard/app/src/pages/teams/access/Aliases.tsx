import { Group, Text } from "@mantine/core";
import { TextLink } from "../../../layout/TextLink";
import { Empty } from "../../../states/Empty";

/** Links to aliases. */
export function Aliases({ names }: { names: readonly string[] }) {
  if (names.length === 0) {
    return <Empty title="No alias">The team has no active access group, or its groups are empty.</Empty>;
  }
  return (
    <>
      <Group gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {names.map((name) => (
          <li key={name}>
            <TextLink to="/models/$alias" params={{ alias: name }} size="sm" px={4} py={3} display="inline-block">
              {name}
            </TextLink>
          </li>
        ))}
      </Group>
      <Text size="sm" c="dimmed">
        {names.length === 1 ? "One alias" : `${names.length} aliases`}
      </Text>
    </>
  );
}
