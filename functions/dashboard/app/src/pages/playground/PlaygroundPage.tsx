import { Page } from "../../layout/Page";

export function PlaygroundPage() {
  return <Page title="Playground">…</Page>;
}
