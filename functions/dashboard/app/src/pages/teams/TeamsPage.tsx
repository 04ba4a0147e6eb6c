import { Page } from "../../layout/Page";

export function TeamsPage() {
  return <Page title="Teams">…</Page>;
}
