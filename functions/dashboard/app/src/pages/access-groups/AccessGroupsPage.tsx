import { Page } from "../../layout/Page";

export function AccessGroupsPage() {
  return <Page title="Access groups">…</Page>;
}
