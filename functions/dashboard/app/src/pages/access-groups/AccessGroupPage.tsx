import { Page } from "../../layout/Page";

export function AccessGroupPage() {
  return <Page title="Access group">…</Page>;
}
