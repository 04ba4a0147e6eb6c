import { Code } from "@mantine/core";
import { api, readWithHeaders, type Schemas } from "../../../api/client";
import { Moment } from "../../../figures/Moment";
import { State } from "../../../figures/State";
import { Section } from "../../../layout/Section";
import { TextLink } from "../../../layout/TextLink";
import { Empty } from "../../../states/Empty";
import { type Column, DataTable } from "../../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../../tables/useList";
import type { OrganizationTab } from "../useOrganization";

type Key = Schemas["Credential"];

const COLUMNS: readonly Column<Key>[] = [
  {
    header: "Name",
    sortBy: (key) => key.credential_name,
    cell: (key) => (
      <TextLink to="/provider-keys/$credentialId" params={{ credentialId: key.credential_id }} size="sm">
        {key.credential_name}
      </TextLink>
    ),
  },
  { header: "Provider", sortBy: (key) => key.provider, cell: (key) => key.provider },
  { header: "Key", cell: (key) => (key.key_hint === null ? "hidden" : <Code>…{key.key_hint}</Code>) },
  {
    header: "Status",
    cell: (key) => <State kind={key.is_active ? "good" : "stopped"}>{key.is_active ? "active" : "inactive"}</State>,
  },
  { header: "Priority", align: "right", sortBy: (key) => key.priority, cell: (key) => key.priority },
  { header: "Address", cell: (key) => key.api_base ?? "the provider's own" },
  { header: "Made", sortBy: (key) => key.created_at, cell: (key) => <Moment at={key.created_at} relative /> },
];

const ITEMS = (keys: Key[]) => keys;

/** The keys with which an organization's calls reach its providers. */
export default function KeysTab({ organization: { organization_id, name } }: OrganizationTab) {
  const list = useList({
    key: ["provider-keys", "of", organization_id],
    items: ITEMS,
    page: (next, signal) =>
      readWithHeaders(
        api.GET("/api/provider-credentials/organization/{organization_id}", {
          params: { path: { organization_id }, query: { active_only: false, ...next, limit: PAGE_SIZE } },
          signal,
        }),
      ),
  });
  return (
    <Section
      title="Provider keys"
      about="Of each provider, the key with the lowest priority is tried first."
      actions={
        <TextLink to="/provider-keys" search={{ organization_id }} size="sm">
          Add, order and rotate keys
        </TextLink>
      }
    >
      <DataTable
        caption={`Provider keys of ${name}`}
        columns={COLUMNS}
        list={list}
        rowKey={(key) => key.credential_id}
        empty={
          <Empty title="This organization has no provider keys">
            Its teams cannot call a model until it has a key of the model's provider.
          </Empty>
        }
      />
    </Section>
  );
}
