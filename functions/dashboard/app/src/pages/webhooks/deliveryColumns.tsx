import { Anchor, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import type { Schemas } from "../../api/client";
import { Moment } from "../../figures/Moment";
import type { Column } from "../../tables/DataTable";
import { DeliveryView } from "./DeliveryView";
import { RetryDelivery } from "./RetryDelivery";
import { DeliveryStatus } from "./Status";
import { whatHappened } from "./words";

type Delivery = Schemas["Delivery"];

/** The columns of a list of deliveries. The event opens what is sent; who may, sends it again. */
export function deliveryColumns(mayRetry: boolean): readonly Column<Delivery>[] {
  return [
    {
      header: "Event",
      width: "9rem",
      cell: (delivery) => (
        <Anchor component="button" type="button" size="sm" ta="left" onClick={() => show(delivery)}>
          {delivery.event}
        </Anchor>
      ),
    },
    {
      header: "What happened",
      cell: (delivery) => (
        <div>
          <DeliveryStatus status={delivery.status} />
          <Text size="xs" mt={4}>
            {whatHappened(delivery)}
          </Text>
        </div>
      ),
    },
    { header: "Happened", cell: ({ created_at }) => <Moment at={created_at} /> },
    { header: "Ended", cell: ({ finished_at }) => <Moment at={finished_at} /> },
    ...(mayRetry ? [ACTION] : []),
  ];
}

const ACTION: Column<Delivery> = { header: "Action", cell: (delivery) => <RetryDelivery delivery={delivery} /> };

function show(delivery: Delivery): void {
  modals.open({
    title: `Delivery of ${delivery.event}`,
    size: "lg",
    children: <DeliveryView delivery={delivery} />,
  });
}
