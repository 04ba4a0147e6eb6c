import { Page } from "../../layout/Page";

export function ProviderKeysPage() {
  return <Page title="Provider keys">…</Page>;
}
