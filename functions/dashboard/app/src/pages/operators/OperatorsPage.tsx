import { Page } from "../../layout/Page";

export function OperatorsPage() {
  return <Page title="Operators">…</Page>;
}
