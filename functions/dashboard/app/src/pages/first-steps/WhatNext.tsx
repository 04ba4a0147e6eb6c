import { List } from "@mantine/core";
import { Section } from "../../layout/Section";
import { TextLink } from "../../layout/TextLink";

/** Where to go on after the first call. */
export function WhatNext({ organizationId, teamId }: { organizationId: string; teamId: string }) {
  return (
    <Section title="What next" about="The first call is made, paid and booked.">
      <List size="sm" spacing={6}>
        <List.Item>
          <TextLink to="/teams/$teamId" params={{ teamId }} inherit underline="always">
            The team
          </TextLink>
          : its limits, its terms, automatic refills and further keys.
        </List.Item>
        <List.Item>
          <TextLink to="/organizations/$organizationId" params={{ organizationId }} inherit underline="always">
            The organization
          </TextLink>
          : further teams, and for how long requests and answers are kept.
        </List.Item>
        <List.Item>
          <TextLink to="/plans" inherit underline="always">
            Pricing plans
          </TextLink>
          : a price for each job, tiers or a subscription in place of the markup.
        </List.Item>
        <List.Item>
          <TextLink to="/model-groups" inherit underline="always">
            Model groups
          </TextLink>
          : several models under one name, one standing in for another.
        </List.Item>
        <List.Item>
          <TextLink to="/webhooks" inherit underline="always">
            Webhooks
          </TextLink>
          : let the customer's server know when credits run low.
        </List.Item>
        <List.Item>
          <TextLink to="/operators" inherit underline="always">
            Operators
          </TextLink>
          : let others sign in.
        </List.Item>
        <List.Item>
          <TextLink to="/" inherit underline="always">
            The overview
          </TextLink>
          : spend, revenue and profit, day by day.
        </List.Item>
      </List>
    </Section>
  );
}
