import type { ReactNode } from "react";
import { Page } from "../layout/Page";
import type { Role } from "../session/session";
import { useMay } from "../session/useSession";
import { Empty } from "./Empty";

/** A page for operators of at least a role. Others, who have followed a link, are told so. */
export function ForRole({ role, title, children }: { role: Role; title: string; children: ReactNode }) {
  if (useMay(role)) return children;
  return (
    <Page title={title}>
      <Empty title={role === "owner" ? "This page is for owners" : "This page is for admins and owners"}>
        Ask one of them if you need something from it.
      </Empty>
    </Page>
  );
}
