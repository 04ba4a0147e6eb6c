import { Page } from "../../layout/Page";

export function UsagePage() {
  return <Page title="Usage & profit">…</Page>;
}
