import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, read, type Schemas } from "../../api/client";
import { TextLink } from "../../layout/TextLink";
import { useMay } from "../../session/useSession";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { deliveries } from "./deliveries";
import { deliveryColumns } from "./deliveryColumns";

type Delivery = Schemas["Delivery"];

const itself = (deliveries: Delivery[]): readonly Delivery[] => deliveries;

/** The deliveries that were given up, of a team or of all. */
export function DeadLetters({ teamId }: { teamId: string | undefined }) {
  const list = useList({
    key: ["webhooks", "dead-letters", teamId],
    page: ({ before }, signal) => {
      const query = { team_id: teamId, before, limit: PAGE_SIZE };
      return deliveries(api.GET("/api/webhooks/dead-letters", { params: { query }, signal, parseAs: "text" }));
    },
    items: itself,
    linked: true,
  });
  const mayRetry = useMay("admin");
  const webhooks = useQuery({
    queryKey: ["webhooks", "addresses", teamId],
    queryFn: ({ signal }) => read(api.GET("/api/webhooks", { params: { query: { team_id: teamId } }, signal })),
  });
  const columns = useMemo((): readonly Column<Delivery>[] => {
    const address = new Map(webhooks.data?.map((webhook) => [webhook.webhook_id, webhook.webhook_url]));
    const [event, ...rest] = deliveryColumns(mayRetry);
    const whose: Column<Delivery>[] = [
      {
        header: "Team",
        cell: ({ team_id }) => (
          <TextLink to="/teams/$teamId" params={{ teamId: team_id }} size="sm">
            {team_id}
          </TextLink>
        ),
      },
      {
        header: "Webhook",
        cell: ({ webhook_id }) => (
          <TextLink to="/webhooks/$webhookId" params={{ webhookId: webhook_id }} size="sm">
            {address.get(webhook_id) ?? webhook_id}
          </TextLink>
        ),
      },
    ];
    return event === undefined ? rest : [event, ...whose, ...rest];
  }, [webhooks.data, mayRetry]);
  return (
    <DataTable
      caption="Dead letters, newest first"
      columns={columns}
      list={list}
      rowKey={({ delivery_id }) => delivery_id}
      empty={
        <Empty title="No dead letters">
          A delivery is given up after ten attempts within about three days, or when its webhook is switched off. It is
          kept here for 30 days, and can be sent again.
        </Empty>
      }
    />
  );
}
