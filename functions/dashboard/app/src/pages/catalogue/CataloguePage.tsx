import { Page } from "../../layout/Page";

export function CataloguePage() {
  return <Page title="Price catalogue">…</Page>;
}
