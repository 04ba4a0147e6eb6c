import { Badge, Tooltip } from "@mantine/core";
import { IconCheck, IconClock, IconPlayerPause, IconX } from "@tabler/icons-react";
import type { Schemas } from "../../api/client";

const DELIVERY: Record<Schemas["DeliveryStatus"], { word: string; color?: string; Icon: typeof IconX }> = {
  pending: { word: "Pending", Icon: IconClock },
  delivered: { word: "Delivered", Icon: IconCheck },
  dead: { word: "Dead letter", color: "var(--mantine-color-error)", Icon: IconX },
};

/** What became of a delivery, as a word and a sign. */
export function DeliveryStatus({ status }: { status: Schemas["DeliveryStatus"] }) {
  const { word, color, Icon } = DELIVERY[status];
  return (
    <Badge
      variant="default"
      tt="none"
      fw={600}
      miw="max-content"
      leftSection={<Icon aria-hidden size={14} color={color} />}
    >
      {word}
    </Badge>
  );
}

/** Whether a webhook sends, and who switched it off. */
export function WebhookStatus({ webhook }: { webhook: Schemas["Webhook"] }) {
  const [word, Icon, why] = webhook.is_active
    ? (["Active", IconCheck, null] as const)
    : webhook.disabled_reason === "gone"
      ? (["Off: gone", IconX, "Its server answered 410 Gone, so Tollgate switched it off."] as const)
      : (["Off", IconPlayerPause, "Somebody switched it off."] as const);
  const badge = (
    <Badge variant="default" tt="none" fw={600} miw="max-content" leftSection={<Icon aria-hidden size={14} />}>
      {word}
    </Badge>
  );
  return why === null ? badge : <Tooltip label={why}>{badge}</Tooltip>;
}
