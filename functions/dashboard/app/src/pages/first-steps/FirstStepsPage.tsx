import { Page } from "../../layout/Page";

export function FirstStepsPage() {
  return <Page title="First steps">…</Page>;
}
