import { Page } from "../../layout/Page";

export function LivePage() {
  return <Page title="Live">…</Page>;
}
