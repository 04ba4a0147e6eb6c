import { useMemo } from "react";
import { api, type Schemas } from "../../api/client";
import { TextLink } from "../../layout/TextLink";
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
  const columns = useMemo((): readonly Column<Delivery>[] => {
    const [event, ...rest] = deliveryColumns();
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
            {webhook_id.slice(-12)}
          </TextLink>
        ),
      },
    ];
    return event === undefined ? rest : [event, ...whose, ...rest];
  }, []);
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
