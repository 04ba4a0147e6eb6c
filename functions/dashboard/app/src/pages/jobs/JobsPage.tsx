import { Page } from "../../layout/Page";

export function JobsPage() {
  return <Page title="Jobs">…</Page>;
}
