import { Page } from "../../layout/Page";

export function TeamPage() {
  return <Page title="Team">…</Page>;
}
