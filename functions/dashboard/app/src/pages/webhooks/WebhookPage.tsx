import { Page } from "../../layout/Page";

export function WebhookPage() {
  return <Page title="Webhook">…</Page>;
}
