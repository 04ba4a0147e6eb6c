import { Page } from "../../layout/Page";

export function ModelPage() {
  return <Page title="Model">…</Page>;
}
