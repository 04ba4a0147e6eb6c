import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots, IconPencil, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../../api/client";
import { confirm } from "../../../dialogs/confirm";
import { type KeyQuestion, keyName } from "./keyName";

/** What can be done with a key that works. */
export function KeyMenu({ of, ask }: { of: Schemas["VirtualKey"]; ask: (question: KeyQuestion) => void }) {
  const queryClient = useQueryClient();
  const name = keyName(of);
  const revoke = () =>
    confirm({
      title: `Revoke ${name}`,
      action: "Revoke key",
      name,
      children:
        "The key stops working at once, and cannot be brought back. To replace it without a gap, rotate it instead.",
      onConfirm: async () => {
        const params = { path: { team_id: of.team_id, key_id: of.key_id } };
        const revoked = await read(api.DELETE("/api/teams/{team_id}/keys/{key_id}", { params }));
        void queryClient.invalidateQueries();
        notifications.show({ message: revoked.message, color: "green" });
      },
    });
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="default" aria-label={`Actions for ${name}`}>
          <IconDots aria-hidden size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil aria-hidden size={16} />} onClick={() => ask({ what: "change", of })}>
          Change name or expiry…
        </Menu.Item>
        <Menu.Item leftSection={<IconRefresh aria-hidden size={16} />} onClick={() => ask({ what: "rotate", of })}>
          Rotate…
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="var(--mantine-color-error)"
          leftSection={<IconTrash aria-hidden size={16} />}
          onClick={revoke}
        >
          Revoke…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
