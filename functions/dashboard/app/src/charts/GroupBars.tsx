import { Anchor, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { approximately, type Exact } from "../api/exact";
import classes from "./GroupBars.module.css";
import { colourOf, inFull, type Series, type Unit } from "./units";

/** A group, such as a team, with its figures. */
export type Group = {
  key: string;
  label: string;
  /** A word on it, such as how many calls it had. */
  note?: string;
  /** The page of the group. */
  to?: string;
  figures: Readonly<Record<string, Exact | null | undefined>>;
};

/**
 * Groups as bars, each with its figures written beside them: it is read without seeing the bars. A loss has the colour of
 * losses and a minus.
 */
export function GroupBars({
  label,
  groups,
  series,
  unit,
  shown = (value) => inFull(value, unit),
}: {
  /** What the bars are, for those who cannot see them. */
  label: string;
  groups: readonly Group[];
  series: readonly Series[];
  unit: Unit;
  /** How a figure is written, unless in full. */
  shown?: (value: Exact) => string;
}) {
  const sizes = groups.flatMap(({ figures }) => series.map(({ name }) => Math.abs(approximately(figures[name] ?? 0))));
  const most = Math.max(...sizes, 0);
  return (
    <Stack component="ol" gap="sm" className={classes.list} aria-label={label}>
      {groups.map((group) => (
        <li key={group.key}>
          <div className={classes.head}>
            {group.to === undefined ? (
              <Text size="sm" className={classes.name}>
                {group.label}
              </Text>
            ) : (
              <Anchor component={Link} to={group.to} size="sm" className={classes.name}>
                {group.label}
              </Anchor>
            )}
            {group.note && (
              <Text size="xs" c="dimmed" className={classes.label}>
                {group.note}
              </Text>
            )}
          </div>
          {series.map(({ name, label, meaning }) => {
            const value = group.figures[name];
            const size = approximately(value ?? 0);
            const colour = meaning === "profit" && size < 0 ? "var(--meaning-loss)" : colourOf(meaning);
            const width = most === 0 ? 0 : (Math.abs(size) / most) * 100;
            return (
              <div key={name} className={classes.row}>
                <div className={classes.track}>
                  <div className={classes.bar} style={{ width: `${width}%`, background: colour }} />
                </div>
                <Text size="xs" c="dimmed" className={classes.label}>
                  {label}
                </Text>
                <Text size="sm" className={classes.figure} style={{ color: colour }}>
                  {value === null || value === undefined ? "–" : shown(value)}
                </Text>
              </div>
            );
          })}
        </li>
      ))}
    </Stack>
  );
}
