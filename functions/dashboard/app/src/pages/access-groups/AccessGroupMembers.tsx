import type { Schemas } from "../../api/client";
import { Section } from "../../layout/Section";
import { TextLink } from "../../layout/TextLink";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import type { List } from "../../tables/useList";
import { providerName } from "../models/providers";
import { StatusBadge } from "../models/StatusBadge";

type AccessGroup = Schemas["AccessGroup"];
type Member = Schemas["AccessGroupMember"];

/** The aliases that an access group gives. */
export function AccessGroupMembers({ group }: { group: AccessGroup }) {
  const list: List<Member> = {
    items: group.model_aliases,
    total: group.model_aliases.length,
    error: null,
    isFetching: false,
    more: null,
    reload: () => undefined,
  };
  return (
    <Section title="Aliases" about={group.description ?? undefined}>
      <DataTable
        caption={`Aliases of the access group ${group.group_name}`}
        columns={COLUMNS}
        list={list}
        rowKey={(member) => member.model_alias}
        empty={<Empty title="It has no aliases yet">Its teams may call nothing by it.</Empty>}
      />
    </Section>
  );
}

const COLUMNS: readonly Column<Member>[] = [
  {
    header: "Alias",
    sortBy: (member) => member.model_alias,
    cell: (member) => (
      <TextLink to="/models/$alias" params={{ alias: member.model_alias }} size="sm" fw={500}>
        {member.model_alias}
      </TextLink>
    ),
  },
  { header: "Display name", sortBy: (member) => member.display_name, cell: (member) => member.display_name },
  {
    header: "Model",
    sortBy: (member) => member.actual_model,
    cell: (member) => `${providerName(member.provider)} ${member.actual_model}`,
  },
  { header: "Status", sortBy: (member) => member.status, cell: (member) => <StatusBadge status={member.status} /> },
];
