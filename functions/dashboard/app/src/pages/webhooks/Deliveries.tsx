import { Group, SegmentedControl } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { api, type Schemas } from "../../api/client";
import { useMay } from "../../session/useSession";
import { Empty } from "../../states/Empty";
import { DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { deliveries } from "./deliveries";
import { deliveryColumns } from "./deliveryColumns";
import { DELIVERY_STATUSES } from "./routes";

type Delivery = Schemas["Delivery"];

const route = getRouteApi("/frame/webhooks/$webhookId");
const WORDS = { pending: "Pending", delivered: "Delivered", dead: "Dead letters" } as const;
const CHOICES = [
  { value: "all", label: "All" },
  ...DELIVERY_STATUSES.map((status) => ({ value: status as string, label: WORDS[status] })),
];

/** How often the list is loaded anew while something is on its way, in milliseconds. */
const REFETCH_MS = 5000;

const itself = (deliveries: Delivery[]): readonly Delivery[] => deliveries;

/** What a webhook was sent, newest first. */
export function Deliveries({ webhook }: { webhook: Schemas["Webhook"] }) {
  const { status } = route.useSearch();
  const navigate = useNavigate({ from: "/webhooks/$webhookId" });
  const list = useList({
    key: ["webhooks", webhook.webhook_id, "deliveries", status],
    page: ({ before }, signal) => {
      const params = { path: { webhook_id: webhook.webhook_id }, query: { status, before, limit: PAGE_SIZE } };
      return deliveries(api.GET("/api/webhooks/{webhook_id}/deliveries", { params, signal, parseAs: "text" }));
    },
    items: itself,
    linked: true,
    refetchInterval: REFETCH_MS,
  });
  const mayRetry = useMay("admin");
  const columns = useMemo(() => deliveryColumns(mayRetry), [mayRetry]);
  return (
    <>
      <Group mb="sm">
        <SegmentedControl
          aria-label="Show deliveries"
          data={CHOICES}
          value={status ?? "all"}
          onChange={(next) =>
            void navigate({
              search: (now) => ({ ...now, status: DELIVERY_STATUSES.find((one) => one === next) }),
              replace: true,
            })
          }
        />
      </Group>
      <DataTable
        caption="Deliveries, newest first"
        columns={columns}
        list={list}
        rowKey={({ delivery_id }) => delivery_id}
        empty={
          status === undefined ? (
            <Empty title="Nothing was sent yet">
              Its events appear here as they happen. Send a test event to see whether the server receives it.
            </Empty>
          ) : (
            <Empty title="Nothing in this state">Delivered messages are kept for 7 days, dead letters for 30.</Empty>
          )
        }
      />
    </>
  );
}
