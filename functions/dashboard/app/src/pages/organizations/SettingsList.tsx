import { Code, DataList } from "@mantine/core";
import { retention } from "./OrganizationState";
import type { Organization } from "./useOrganization";

/** The settings of an organization, to be read. */
export function SettingsList({ organization }: { organization: Organization }) {
  return (
    <DataList labelWidth="min(14rem, 40vw)" withDivider>
      <DataList.Item>
        <DataList.ItemLabel>Name</DataList.ItemLabel>
        <DataList.ItemValue>{organization.name}</DataList.ItemValue>
      </DataList.Item>
      <DataList.Item>
        <DataList.ItemLabel>Requests and answers</DataList.ItemLabel>
        <DataList.ItemValue>{retention(organization.body_retention_days)}</DataList.ItemValue>
      </DataList.Item>
      <DataList.Item>
        <DataList.ItemLabel>Metadata</DataList.ItemLabel>
        <DataList.ItemValue>
          <Code block>{organization.metadataText}</Code>
        </DataList.ItemValue>
      </DataList.Item>
    </DataList>
  );
}
