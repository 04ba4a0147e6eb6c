import { Button, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Count } from "../../figures/Count";
import { Page } from "../../layout/Page";
import { TextLink } from "../../layout/TextLink";
import { Only } from "../../session/Only";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { GroupStatusFilter } from "../access-groups/GroupStatusFilter";
import { StatusBadge } from "../models/StatusBadge";
import { BALANCING } from "./balancing";
import { NewModelGroup } from "./NewModelGroup";
import { modelGroupsRoute } from "./routes";

type ModelGroup = Schemas["ModelGroup"];

const entries = (groups: ModelGroup[]) => groups;

/** The groups of models that are called by one name. */
export function ModelGroupsPage() {
  const { status } = modelGroupsRoute.useSearch();
  const navigate = modelGroupsRoute.useNavigate();
  const [isMaking, making] = useDisclosure();
  const list = useList({
    key: ["model-groups", "list", status],
    page: (next, signal) =>
      readWithHeaders(
        api.GET("/api/model-groups", { params: { query: { status, ...next, limit: PAGE_SIZE } }, signal }),
      ),
    items: entries,
  });
  const button = (
    <Only role="admin">
      <Button leftSection={<IconPlus aria-hidden size={16} />} onClick={making.open}>
        New model group
      </Button>
    </Only>
  );
  return (
    <Page
      title="Model groups"
      about="A model group is called by its name, like an alias. If a member fails, the next one is tried."
      actions={button}
    >
      <GroupStatusFilter
        value={status}
        onChange={(chosen) => void navigate({ search: { status: chosen }, replace: true })}
      />
      <DataTable
        caption="Model groups"
        columns={COLUMNS}
        list={list}
        rowKey={(group) => group.model_group_id}
        empty={
          status === undefined ? (
            <Empty title="There are no model groups yet" action={button}>
              A group of models of several providers keeps answering when one of them fails.
            </Empty>
          ) : (
            <Empty title="No model group is in this state">
              <TextLink to="/model-groups" inherit>
                Show all model groups
              </TextLink>
            </Empty>
          )
        }
      />
      <Modal opened={isMaking} onClose={making.close} title="New model group">
        <NewModelGroup onCancel={making.close} />
      </Modal>
    </Page>
  );
}

const COLUMNS: readonly Column<ModelGroup>[] = [
  {
    header: "Model group",
    sortBy: (group) => group.group_name,
    cell: (group) => (
      <Stack gap={0}>
        <TextLink to="/model-groups/$groupName" params={{ groupName: group.group_name }} size="sm" fw={500}>
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
    header: "Balancing",
    sortBy: (group) => group.balancing,
    cell: (group) => BALANCING[group.balancing].label,
  },
  {
    header: "Members, in order",
    cell: (group) =>
      group.models.length === 0 ? (
        <Text size="sm" c="dimmed">
          None
        </Text>
      ) : (
        <Text size="sm" lineClamp={2}>
          {group.models.map((member) => member.model_name).join(", ")}
        </Text>
      ),
  },
  {
    header: "Teams",
    align: "right",
    sortBy: (group) => group.teams_using_count,
    cell: (group) => <Count value={group.teams_using_count} />,
  },
];
