import { Tooltip } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { type Kind, State } from "../../figures/State";

const DELIVERY: Record<Schemas["DeliveryStatus"], { word: string; kind: Kind }> = {
  pending: { word: "Pending", kind: "working" },
  delivered: { word: "Delivered", kind: "good" },
  dead: { word: "Dead letter", kind: "bad" },
};

/** What became of a delivery, as a word and a sign. */
export function DeliveryStatus({ status }: { status: Schemas["DeliveryStatus"] }) {
  const { word, kind } = DELIVERY[status];
  return <State kind={kind}>{word}</State>;
}

/** Whether a webhook sends, and who switched it off. */
export function WebhookStatus({ webhook }: { webhook: Schemas["Webhook"] }) {
  if (webhook.is_active) return <State kind="good">Active</State>;
  const isGone = webhook.disabled_reason === "gone";
  const why = isGone ? "Its server answered 410 Gone, so Tollgate switched it off." : "Somebody switched it off.";
  return (
    <Tooltip label={why}>
      <span>
        <State kind={isGone ? "bad" : "stopped"}>{isGone ? "Off: gone" : "Off"}</State>
      </span>
    </Tooltip>
  );
}
