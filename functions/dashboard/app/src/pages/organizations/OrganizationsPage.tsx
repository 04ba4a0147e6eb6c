import { Page } from "../../layout/Page";

export function OrganizationsPage() {
  return <Page title="Organizations">…</Page>;
}
