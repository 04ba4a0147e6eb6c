import { Page } from "../../layout/Page";

export function JobPage() {
  return <Page title="Job">…</Page>;
}
