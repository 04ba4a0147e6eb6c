import { Page } from "../../layout/Page";

export function PlansPage() {
  return <Page title="Pricing plans">…</Page>;
}
