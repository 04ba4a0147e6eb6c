import { Code, Stack, Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { Moment } from "../../figures/Moment";
import { TextLink } from "../../layout/TextLink";
import type { Column } from "../../tables/DataTable";
import { providerName } from "../models/providers";
import { StatusBadge } from "../models/StatusBadge";
import { hintOf } from "./words";

type Credential = Schemas["Credential"];

/** What the list says of a provider key. */
export const COLUMNS: readonly Column<Credential>[] = [
  {
    header: "Key",
    sortBy: (credential) => credential.credential_name,
    cell: (credential) => (
      <Stack gap={0}>
        <TextLink
          to="/provider-keys/$credentialId"
          params={{ credentialId: credential.credential_id }}
          size="sm"
          fw={500}
        >
          {credential.credential_name}
        </TextLink>
        {credential.api_base !== null && (
          <Text size="xs" c="dimmed">
            {credential.api_base}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    header: "Organization",
    sortBy: (credential) => credential.organization_id,
    cell: (credential) => (
      <TextLink to="/organizations/$organizationId" params={{ organizationId: credential.organization_id }} size="sm">
        {credential.organization_id}
      </TextLink>
    ),
  },
  {
    header: "Provider",
    sortBy: (credential) => credential.provider,
    cell: (credential) => providerName(credential.provider),
  },
  {
    header: "Priority",
    align: "right",
    sortBy: (credential) => credential.priority,
    cell: (credential) => credential.priority,
  },
  {
    header: "Status",
    sortBy: (credential) => String(credential.is_active),
    cell: (credential) => <StatusBadge status={credential.is_active ? "active" : "inactive"} />,
  },
  { header: "Ends in", cell: (credential) => <Code>{hintOf(credential)}</Code> },
  {
    header: "Changed",
    sortBy: (credential) => credential.updated_at,
    cell: (credential) => <Moment at={credential.updated_at} relative />,
  },
];
