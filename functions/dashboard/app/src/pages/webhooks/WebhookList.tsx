import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Moment } from "../../figures/Moment";
import { TextLink } from "../../layout/TextLink";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { WebhookStatus } from "./Status";

type Webhook = Schemas["Webhook"];

const COLUMNS: readonly Column<Webhook>[] = [
  {
    header: "Address",
    sortBy: ({ webhook_url }) => webhook_url,
    cell: (webhook) => (
      <div>
        <TextLink to="/webhooks/$webhookId" params={{ webhookId: webhook.webhook_id }} size="sm">
          {webhook.webhook_url}
        </TextLink>
        {webhook.description && (
          <Text size="xs" c="dimmed">
            {webhook.description}
          </Text>
        )}
      </div>
    ),
  },
  {
    header: "Team",
    sortBy: ({ team_id }) => team_id,
    cell: ({ team_id }) => (
      <TextLink to="/teams/$teamId" params={{ teamId: team_id }} size="sm">
        {team_id}
      </TextLink>
    ),
  },
  { header: "Events", cell: ({ events }) => events.join(", ") },
  {
    header: "State",
    sortBy: ({ is_active, disabled_reason }) => (is_active ? "active" : (disabled_reason ?? "off")),
    cell: (webhook) => <WebhookStatus webhook={webhook} />,
  },
  {
    header: "Last arrived",
    sortBy: ({ last_triggered_at }) => last_triggered_at,
    cell: ({ last_triggered_at }) =>
      last_triggered_at === null ? <Text size="sm">Nothing yet</Text> : <Moment at={last_triggered_at} relative />,
  },
  {
    header: "Registered",
    sortBy: ({ created_at }) => created_at,
    cell: ({ created_at }) => <Moment at={created_at} />,
  },
];

const itself = (webhooks: Webhook[]): readonly Webhook[] => webhooks;

/** The webhooks of a team, or of all. */
export function WebhookList({ teamId, action }: { teamId: string | undefined; action: ReactNode }) {
  const list = useList({
    key: ["webhooks", "list", teamId],
    page: ({ offset }, signal) => {
      const query = { team_id: teamId, offset, limit: PAGE_SIZE };
      return readWithHeaders(api.GET("/api/webhooks", { params: { query }, signal }));
    },
    items: itself,
    linked: true,
  });
  return (
    <DataTable
      caption="Webhooks, newest first"
      columns={COLUMNS}
      list={list}
      rowKey={({ webhook_id }) => webhook_id}
      empty={
        <Empty title={teamId === undefined ? "No webhooks yet" : "This team has no webhooks"} action={action}>
          A webhook sends a team's events, signed, to the team's own server. Register one with the address that should
          receive them.
        </Empty>
      }
    />
  );
}
