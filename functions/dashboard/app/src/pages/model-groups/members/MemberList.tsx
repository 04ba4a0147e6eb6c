import { List, Text } from "@mantine/core";
import type { Schemas } from "../../../api/client";
import { percent } from "../../../figures/decimal";
import { Section } from "../../../layout/Section";
import { BALANCING } from "../balancing";
import { shareOf, stepsOf } from "./steps";

/** The members of a model group, for those who may not change them. */
export function MemberList({ group }: { group: Schemas["ModelGroup"] }) {
  const steps = stepsOf(group.models, group.balancing);
  return (
    <Section title="Members" about={BALANCING[group.balancing].about}>
      {steps.length === 0 && <Text size="sm">It has no members, so it cannot be called.</Text>}
      <List type="ordered" size="sm">
        {steps.map((step) => (
          <List.Item key={step.map(({ name }) => name).join(" ")}>
            {step
              .map((member) =>
                group.balancing === "weight" ? `${member.name} (${percent(shareOf(step, member))})` : member.name,
              )
              .join(", ")}
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
