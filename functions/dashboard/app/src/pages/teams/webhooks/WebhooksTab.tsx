import { Code } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../../api/client";
import { Moment } from "../../../figures/Moment";
import { Section } from "../../../layout/Section";
import { TextLink } from "../../../layout/TextLink";
import { Empty } from "../../../states/Empty";
import { type Column, DataTable } from "../../../tables/DataTable";
import { wholeList } from "../../../tables/wholeList";
import { WebhookStatus } from "../../webhooks/Status";
import type { TeamTab } from "../useTeam";

const COLUMNS: readonly Column<Schemas["Webhook"]>[] = [
  {
    header: "Address",
    sortBy: (webhook) => webhook.webhook_url,
    cell: (webhook) => (
      <TextLink to="/webhooks/$webhookId" params={{ webhookId: webhook.webhook_id }} size="sm">
        {webhook.webhook_url}
      </TextLink>
    ),
  },
  { header: "Status", cell: (webhook) => <WebhookStatus webhook={webhook} /> },
  {
    header: "Events",
    cell: (webhook) => (
      <span>
        {webhook.events.map((event) => (
          <Code key={event} mr={4}>
            {event}
          </Code>
        ))}
      </span>
    ),
  },
  {
    header: "Last arrived",
    sortBy: (webhook) => webhook.last_triggered_at,
    cell: (webhook) =>
      webhook.last_triggered_at === null ? "never" : <Moment at={webhook.last_triggered_at} relative />,
  },
];

/** Where a team's events are sent. */
export default function WebhooksTab({ team }: TeamTab) {
  const query = useQuery({
    queryKey: ["webhooks", "team", team.team_id],
    queryFn: ({ signal }) => read(api.GET("/api/webhooks", { params: { query: { team_id: team.team_id } }, signal })),
  });
  const toWebhooks = (
    <TextLink to="/webhooks" search={{ team_id: team.team_id }} size="sm">
      Register webhooks and see dead letters
    </TextLink>
  );
  return (
    <Section
      title="Webhooks"
      about="The team's own server hears of ended jobs, low credits and suspensions."
      actions={toWebhooks}
    >
      <DataTable
        caption="Webhooks of the team"
        columns={COLUMNS}
        list={wholeList(query)}
        rowKey={(webhook) => webhook.webhook_id}
        empty={<Empty title="This team has no webhooks">Nothing is sent to its own server.</Empty>}
      />
    </Section>
  );
}
