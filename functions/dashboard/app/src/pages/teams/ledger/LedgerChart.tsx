import { Group, Text } from "@mantine/core";
import type { Schemas } from "../../../api/client";
import { count, shortCount } from "../../../figures/decimal";
import { localTime } from "../../../figures/moment";
import classes from "./LedgerChart.module.css";
import { draw, stepsOf } from "./steps";

const WIDTH = 1000;
const HEIGHT = 180;

/** The balance over time, as far as the ledger is loaded. The table below it has every figure. */
export function LedgerChart({ entries }: { entries: readonly Schemas["Transaction"][] }) {
  const steps = stepsOf(entries);
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return null;
  const { line, area, least, most } = draw(steps, WIDTH, HEIGHT);
  const [from, to] = [localTime(new Date(first.at)), localTime(new Date(last.at))];
  const words = `Remaining credits from ${from} to ${to}: at first ${count(first.credits)}, at last ${count(last.credits)}, at most ${count(most)}.`;
  return (
    <div role="img" aria-label={words}>
      <div className={classes.chart}>
        <div className={classes.scale} aria-hidden>
          <Text size="xs">{shortCount(most)}</Text>
          <Text size="xs">{shortCount(least)}</Text>
        </div>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className={classes.drawing} aria-hidden>
          <title>{words}</title>
          <path d={area} className={classes.area} />
          <path d={line} className={classes.line} vectorEffect="non-scaling-stroke" />
        </svg>
      </div>
      <Group justify="space-between" className={classes.times} aria-hidden>
        <Text size="xs">{from}</Text>
        <Text size="xs">{to}</Text>
      </Group>
    </div>
  );
}
