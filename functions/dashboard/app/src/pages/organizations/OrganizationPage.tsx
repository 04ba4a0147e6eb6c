import { Page } from "../../layout/Page";

export function OrganizationPage() {
  return <Page title="Organization">…</Page>;
}
