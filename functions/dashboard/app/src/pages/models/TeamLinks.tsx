import { Group, Text } from "@mantine/core";
import { count } from "../../figures/decimal";
import { TextLink } from "../../layout/TextLink";

/** The teams that use something: links to the first hundred, and how many there are beyond. */
export function TeamLinks({
  teams,
  total,
  none,
}: {
  teams: readonly string[] | null;
  total: number;
  /** What is said where no team does. */
  none: string;
}) {
  if (teams === null || teams.length === 0) return <Text size="sm">{none}</Text>;
  return (
    <Group gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
      {teams.map((team) => (
        <li key={team}>
          <TextLink to="/teams/$teamId" params={{ teamId: team }} size="sm" px={6} py={2}>
            {team}
          </TextLink>
        </li>
      ))}
      {total > teams.length && (
        <li>
          <Text size="sm">and {count(total - teams.length)} more</Text>
        </li>
      )}
    </Group>
  );
}
