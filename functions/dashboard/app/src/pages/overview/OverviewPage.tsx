import { Page } from "../../layout/Page";

export function OverviewPage() {
  return <Page title="Overview">…</Page>;
}
