import { Page } from "../../layout/Page";

export function WebhooksPage() {
  return <Page title="Webhooks">…</Page>;
}
