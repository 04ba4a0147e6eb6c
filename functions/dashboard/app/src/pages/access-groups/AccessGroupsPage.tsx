import { Button, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Count } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { Page } from "../../layout/Page";
import { TextLink } from "../../layout/TextLink";
import { Only } from "../../session/Only";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { StatusBadge } from "../models/StatusBadge";
import { GroupStatusFilter } from "./GroupStatusFilter";
import { NewAccessGroup } from "./NewAccessGroup";
import { accessGroupsRoute } from "./routes";

type AccessGroup = Schemas["AccessGroup"];

const entries = (groups: AccessGroup[]) => groups;

/** The groups that give aliases to teams. */
export function AccessGroupsPage() {
  const { status } = accessGroupsRoute.useSearch();
  const navigate = accessGroupsRoute.useNavigate();
  const [isMaking, making] = useDisclosure();
  const list = useList({
    key: ["access-groups", "list", status],
    page: (next, signal) =>
      readWithHeaders(
        api.GET("/api/model-access-groups", { params: { query: { status, ...next, limit: PAGE_SIZE } }, signal }),
      ),
    items: entries,
  });
  const button = (
    <Only role="admin">
      <Button leftSection={<IconPlus aria-hidden size={16} />} onClick={making.open}>
        New access group
      </Button>
    </Only>
  );
  return (
    <Page
      title="Access groups"
      about="An access group makes its aliases callable for the teams that have the group."
      actions={button}
    >
      <GroupStatusFilter
        value={status}
        onChange={(chosen) => void navigate({ search: { status: chosen }, replace: true })}
      />
      <DataTable
        caption="Access groups"
        columns={COLUMNS}
        list={list}
        rowKey={(group) => group.group_name}
        empty={
          status === undefined ? (
            <Empty title="There are no access groups yet" action={button}>
              An alias that is in no access group cannot be called by its own name. Make a group, and give it to teams.
            </Empty>
          ) : (
            <Empty title="No access group is in this state">
              <TextLink to="/access-groups" inherit>
                Show all access groups
              </TextLink>
            </Empty>
          )
        }
      />
      <Modal opened={isMaking} onClose={making.close} title="New access group">
        <NewAccessGroup onCancel={making.close} />
      </Modal>
    </Page>
  );
}

const COLUMNS: readonly Column<AccessGroup>[] = [
  {
    header: "Access group",
    sortBy: (group) => group.group_name,
    cell: (group) => (
      <Stack gap={0}>
        <TextLink to="/access-groups/$groupName" params={{ groupName: group.group_name }} size="sm" fw={500}>
          {group.group_name}
        </TextLink>
        {group.display_name !== group.group_name && (
          <Text size="xs" c="dimmed">
            {group.display_name}
          </Text>
        )}
      </Stack>
    ),
  },
  { header: "Status", sortBy: (group) => group.status, cell: (group) => <StatusBadge status={group.status} /> },
  {
    header: "Aliases",
    align: "right",
    sortBy: (group) => group.model_aliases.length,
    cell: (group) => <Count value={group.model_aliases.length} />,
  },
  {
    header: "Teams",
    align: "right",
    sortBy: (group) => group.teams_using_count,
    cell: (group) => <Count value={group.teams_using_count} />,
  },
  {
    header: "Changed",
    sortBy: (group) => group.updated_at,
    cell: (group) => <Moment at={group.updated_at} relative />,
  },
];
