import { ActionIcon, Badge, Group, Menu, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { createLink } from "@tanstack/react-router";
import { api, read, type Schemas } from "../../api/client";
import { confirm } from "../../dialogs/confirm";
import { Moment } from "../../figures/Moment";
import { State } from "../../figures/State";
import type { Column } from "../../tables/DataTable";
import { type Rights, ROLES, rightsOver } from "./roles";

type Operator = Schemas["AdminUser"];

/** What a row's menu opens. */
type Dialogs = { change: (operator: Operator) => void; resetPassword: (operator: Operator) => void };

/** An entry of a menu that leads to a page whose parameters are checked. */
const MenuLink = createLink(Menu.Item<"a">);

/** The columns of the list of operators, as one of them sees it. */
export function operatorColumns(own: Operator, dialogs: Dialogs): readonly Column<Operator>[] {
  return [
    {
      header: "Operator",
      sortBy: ({ display_name }) => display_name.toLowerCase(),
      cell: ({ display_name, email, user_id }) => (
        <div>
          <Group gap="xs" wrap="nowrap">
            <Text size="sm" fw={600}>
              {display_name}
            </Text>
            {user_id === own.user_id && (
              <Badge size="sm" variant="default" tt="none">
                you
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {email}
          </Text>
        </div>
      ),
    },
    { header: "Role", sortBy: ({ role }) => Object.keys(ROLES).indexOf(role), cell: ({ role }) => ROLES[role].label },
    {
      header: "State",
      sortBy: ({ is_active }) => (is_active ? 0 : 1),
      cell: ({ is_active }) => (
        <State kind={is_active ? "good" : "stopped"}>{is_active ? "active" : "deactivated"}</State>
      ),
    },
    {
      header: "Last signed in",
      sortBy: ({ last_login }) => last_login ?? "",
      cell: ({ last_login }) => (last_login === null ? "never" : <Moment at={last_login} />),
    },
    { header: "Since", sortBy: ({ created_at }) => created_at, cell: ({ created_at }) => <Moment at={created_at} /> },
    {
      header: "Actions",
      align: "right",
      width: "5rem",
      cell: (operator) => <Actions operator={operator} rights={rightsOver(own, operator)} dialogs={dialogs} />,
    },
  ];
}

function Actions({ operator, rights, dialogs }: { operator: Operator; rights: Rights; dialogs: Dialogs }) {
  const queryClient = useQueryClient();
  const deactivate = () =>
    confirm({
      title: `Deactivate ${operator.display_name}`,
      children: "All of their sessions end at once, and they cannot sign in any more. They can be activated again.",
      action: "Deactivate",
      onConfirm: async () => {
        const path = { user_id: operator.user_id };
        await read(api.DELETE("/api/admin-users/{user_id}", { params: { path } }));
        await queryClient.invalidateQueries();
      },
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="md" aria-label={`Actions for ${operator.display_name}`}>
          <IconDots aria-hidden size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {rights.change && <Menu.Item onClick={() => dialogs.change(operator)}>Change…</Menu.Item>}
        {rights.resetPassword && (
          <Menu.Item onClick={() => dialogs.resetPassword(operator)}>Set a new password…</Menu.Item>
        )}
        <MenuLink to="/audit-log" search={{ user_id: operator.user_id }}>
          What they did
        </MenuLink>
        {rights.deactivate && (
          <>
            <Menu.Divider />
            <Menu.Item c="var(--mantine-color-error)" onClick={deactivate}>
              Deactivate…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
