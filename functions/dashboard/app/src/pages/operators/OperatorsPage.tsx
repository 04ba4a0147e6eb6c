import { Button, Modal } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Page } from "../../layout/Page";
import { useOperator } from "../../session/useSession";
import { Empty } from "../../states/Empty";
import { ForRole } from "../../states/ForRole";
import { DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { ChangeOperator } from "./ChangeOperator";
import { NewOperator } from "./NewOperator";
import { operatorColumns } from "./operatorColumns";
import { ResetPassword } from "./ResetPassword";

type Operator = Schemas["AdminUser"];

/** What is asked in a dialog. */
type Dialog = { ask: "new" } | { ask: "change" | "password"; operator: Operator };

const TITLES = { new: "New operator", change: "Change operator", password: "Set a new password" } as const;

const itself = (operators: Operator[]): readonly Operator[] => operators;

/** Who may sign in, and what they may do. */
export function OperatorsPage() {
  return (
    <ForRole role="admin" title="Operators">
      <Operators />
    </ForRole>
  );
}

function Operators() {
  const own = useOperator();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const list = useList({
    key: ["operators", "list"],
    items: itself,
    page: ({ offset }, signal) =>
      readWithHeaders(api.GET("/api/admin-users", { params: { query: { offset, limit: PAGE_SIZE } }, signal })),
  });
  const columns = useMemo(
    () =>
      operatorColumns(own, {
        change: (operator) => setDialog({ ask: "change", operator }),
        resetPassword: (operator) => setDialog({ ask: "password", operator }),
      }),
    [own],
  );
  return (
    <Page
      title="Operators"
      about="Those who sign in here. They are deactivated and never deleted, because the audit log names them."
      actions={
        <Button leftSection={<IconPlus aria-hidden size={16} />} onClick={() => setDialog({ ask: "new" })}>
          New operator
        </Button>
      }
    >
      <DataTable
        caption="Operators"
        columns={columns}
        list={list}
        rowKey={({ user_id }) => user_id}
        empty={<Empty title="There are no operators yet">Whoever has the admin key makes the first one.</Empty>}
      />
      <Modal opened={dialog !== null} onClose={close} title={dialog === null ? "" : TITLES[dialog.ask]}>
        {dialog?.ask === "new" && <NewOperator onClose={close} />}
        {dialog?.ask === "change" && <ChangeOperator operator={dialog.operator} onClose={close} />}
        {dialog?.ask === "password" && <ResetPassword operator={dialog.operator} onClose={close} />}
      </Modal>
    </Page>
  );
}
