import { Page } from "../../layout/Page";

export function ProviderKeyPage() {
  return <Page title="Provider key">…</Page>;
}
