import { Page } from "../../layout/Page";

export function ModelsPage() {
  return <Page title="Models">…</Page>;
}
