import { Group, Progress, Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { count } from "../../figures/decimal";
import classes from "./CreditBar.module.css";
import { creditShares } from "./creditShares";

/** A team's credits as a bar: what it has used, what is held for calls in progress, what is available. */
export function CreditBar({ team, large = false }: { team: Schemas["Team"]; large?: boolean }) {
  const shares = creditShares(team);
  const { credits_allocated, credits_used, credits_held, credits_available } = team;
  const words = `${count(credits_used)} used, ${count(credits_held)} held, ${count(credits_available)} available of ${count(credits_allocated)}`;
  return (
    <div className={large ? undefined : classes.narrow}>
      <Progress.Root size={large ? 14 : 8} radius="sm" role="img" aria-label={`Credits: ${words}`}>
        <Progress.Section value={shares.used} color="var(--credits-used)" withAria={false} />
        <Progress.Section value={shares.held} color="var(--credits-held)" withAria={false} />
        <Progress.Section value={shares.available} color="var(--credits-available)" withAria={false} />
      </Progress.Root>
      {large && (
        <Group gap="md" mt="xs" aria-hidden>
          <Part colour="used">used</Part>
          <Part colour="held">held for calls in progress</Part>
          <Part colour="available">available</Part>
        </Group>
      )}
    </div>
  );
}

function Part({ colour, children }: { colour: string; children: string }) {
  return (
    <Group gap={6}>
      <span className={classes.sign} style={{ background: `var(--credits-${colour})` }} />
      <Text size="xs">{children}</Text>
    </Group>
  );
}
