import { Page } from "../../layout/Page";

export function ModelGroupsPage() {
  return <Page title="Model groups">…</Page>;
}
