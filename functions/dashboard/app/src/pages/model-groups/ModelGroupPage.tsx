import { Page } from "../../layout/Page";

export function ModelGroupPage() {
  return <Page title="Model group">…</Page>;
}
