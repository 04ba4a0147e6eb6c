import { Button } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { useChange } from "../../forms/useChange";

/** Sends a delivery once more, with ten new attempts; for the role admin. */
export function RetryDelivery({ delivery }: { delivery: Schemas["Delivery"] }) {
  const { webhook_id, delivery_id } = delivery;
  const retry = useChange(
    () =>
      read(
        api.POST("/api/webhooks/{webhook_id}/deliveries/{delivery_id}/retry", {
          params: { path: { webhook_id, delivery_id } },
        }),
      ),
    "It is sent again by the next round of deliveries, within about a minute.",
  );
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={retry.isPending}
      onClick={() => retry.mutate(undefined)}
      aria-label={`Send again: ${delivery.event} of ${delivery.created_at}`}
    >
      Send again
    </Button>
  );
}
