import { Page } from "../../layout/Page";

export function AuditLogPage() {
  return <Page title="Audit log">…</Page>;
}
