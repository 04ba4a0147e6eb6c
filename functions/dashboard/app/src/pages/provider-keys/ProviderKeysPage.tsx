import { Button, Group, Menu, Modal, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDatabaseImport, IconDots, IconLock, IconPlus } from "@tabler/icons-react";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Page } from "../../layout/Page";
import { TextLink } from "../../layout/TextLink";
import { OrganizationPicker } from "../../pickers/OrganizationPicker";
import { Only } from "../../session/Only";
import { useMay } from "../../session/useSession";
import { Empty } from "../../states/Empty";
import { DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { PROVIDER_OPTIONS, type Provider } from "../models/providers";
import { AddKey } from "./AddKey";
import { ImportKeys } from "./ImportKeys";
import { KeyOrder } from "./KeyOrder";
import { COLUMNS } from "./keyColumns";
import { Reseal } from "./Reseal";
import { type ProviderKeysSearch, providerKeysRoute } from "./routes";

type Credential = Schemas["Credential"];

const entries = (credentials: Credential[]) => credentials;

/** The organizations' own keys for providers, in the order in which they are tried. */
export function ProviderKeysPage() {
  const filters = providerKeysRoute.useSearch();
  const { status, ...others } = filters;
  const mayChange = useMay("admin");
  const [isAdding, adding] = useDisclosure();
  const [isImporting, importing] = useDisclosure();
  const [isResealing, resealing] = useDisclosure();
  const list = useList({
    key: ["provider-keys", "list", filters],
    page: (next, signal) => {
      const query = { ...others, active_only: status === "active", ...next, limit: PAGE_SIZE };
      return readWithHeaders(api.GET("/api/provider-credentials", { params: { query }, signal }));
    },
    items: entries,
  });
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const add = (
    <Only role="admin">
      <Button leftSection={<IconPlus aria-hidden size={16} />} onClick={adding.open}>
        Add provider key
      </Button>
    </Only>
  );
  return (
    <Page
      title="Provider keys"
      about="An organization's calls are made with its own active keys for the model's provider, the lowest priority first."
      actions={
        mayChange && (
          <>
            {add}
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="default" px="xs" aria-label="More">
                  <IconDots aria-hidden size={18} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconDatabaseImport aria-hidden size={16} />} onClick={importing.open}>
                  Import from another system
                </Menu.Item>
                <Menu.Item leftSection={<IconLock aria-hidden size={16} />} onClick={resealing.open}>
                  Seal all keys anew
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )
      }
    >
      <Filters filters={filters} />
      <DataTable
        caption="Provider keys"
        columns={COLUMNS}
        list={list}
        rowKey={(credential) => credential.credential_id}
        empty={
          isFiltered ? (
            <Empty title="No provider key fits" action={add}>
              <TextLink to="/provider-keys" inherit>
                Show all provider keys
              </TextLink>
            </Empty>
          ) : (
            <Empty title="There are no provider keys yet" action={add}>
              An organization without a key of its own uses the deployment's, where there is one.
            </Empty>
          )
        }
      />
      {mayChange && filters.organization_id !== undefined && <KeyOrder credentials={list.items ?? []} />}
      <Modal opened={isAdding} onClose={adding.close} title="Add provider key">
        <AddKey organizationId={filters.organization_id} provider={filters.provider} onCancel={adding.close} />
      </Modal>
      <Modal opened={isImporting} onClose={importing.close} title="Import from another system" size="lg">
        <ImportKeys onClose={importing.close} />
      </Modal>
      <Modal opened={isResealing} onClose={resealing.close} title="Seal all keys anew">
        <Reseal organizationId={filters.organization_id} onClose={resealing.close} />
      </Modal>
    </Page>
  );
}

function Filters({ filters }: { filters: ProviderKeysSearch }) {
  const navigate = providerKeysRoute.useNavigate();
  const change = (some: ProviderKeysSearch) =>
    void navigate({ search: (before) => ({ ...before, ...some }), replace: true });
  return (
    <Group gap="sm">
      <OrganizationPicker
        aria-label="Organization"
        value={filters.organization_id ?? null}
        onChange={(organization) => change({ organization_id: organization ?? undefined })}
        clearable
        w={240}
      />
      <Select
        aria-label="Provider"
        placeholder="All providers"
        data={PROVIDER_OPTIONS}
        value={filters.provider ?? null}
        onChange={(value) => change({ provider: (value as Provider | null) ?? undefined })}
        clearable
        w={170}
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        data={[{ value: "active", label: "Active only" }]}
        value={filters.status ?? null}
        onChange={(value) => change({ status: value === "active" ? "active" : undefined })}
        clearable
        w={150}
      />
    </Group>
  );
}
