import { Page } from "../../layout/Page";

export function SystemPage() {
  return <Page title="System">…</Page>;
}
