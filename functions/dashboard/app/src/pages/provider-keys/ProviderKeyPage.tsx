import { Button, Code, DataList, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, read, type Schemas } from "../../api/client";
import { confirm } from "../../dialogs/confirm";
import { Moment } from "../../figures/Moment";
import { useChange } from "../../forms/useChange";
import { useEdition } from "../../forms/useEdition";
import { Page } from "../../layout/Page";
import { Section } from "../../layout/Section";
import { TextLink } from "../../layout/TextLink";
import { Only } from "../../session/Only";
import { Loaded } from "../../states/Loaded";
import { Fact } from "../models/ModelFacts";
import { providerName } from "../models/providers";
import { StatusBadge } from "../models/StatusBadge";
import { DescribeKey } from "./DescribeKey";
import { KeyRoutes } from "./KeyRoutes";
import { ReplaceKey } from "./ReplaceKey";
import { providerKeyRoute } from "./routes";
import { TestKey } from "./TestKey";
import { hintOf } from "./words";

type Credential = Schemas["Credential"];

/** One provider key: whether it works, how its routes do, and how it is changed. */
export function ProviderKeyPage() {
  const { credentialId } = providerKeyRoute.useParams();
  const credential = useQuery({
    queryKey: ["provider-keys", credentialId],
    queryFn: ({ signal }) =>
      read(
        api.GET("/api/provider-credentials/{credential_id}", {
          params: { path: { credential_id: credentialId } },
          signal,
        }),
      ),
  });
  return (
    <Page
      title={credential.data?.credential_name ?? "Provider key"}
      about={
        credential.data && `A key of ${credential.data.organization_id} for ${providerName(credential.data.provider)}`
      }
      above={[{ label: "Provider keys", to: "/provider-keys" }]}
      actions={<Only role="admin">{credential.data && <Activation credential={credential.data} />}</Only>}
    >
      <Loaded query={credential}>{(current) => <Parts credential={current} />}</Loaded>
    </Page>
  );
}

function Parts({ credential }: { credential: Credential }) {
  return (
    <>
      <Section title="Key">
        <DataList labelWidth="9.5rem">
          <Fact label="Organization">
            <TextLink
              to="/organizations/$organizationId"
              params={{ organizationId: credential.organization_id }}
              size="sm"
            >
              {credential.organization_id}
            </TextLink>
          </Fact>
          <Fact label="Provider">{providerName(credential.provider)}</Fact>
          <Fact label="Status">
            <StatusBadge status={credential.is_active ? "active" : "inactive"} />
          </Fact>
          <Fact label="Ends in">
            <Code>{hintOf(credential)}</Code>
          </Fact>
          <Fact label="Address">{credential.api_base ?? "The provider's own"}</Fact>
          <Fact label="Priority">{credential.priority}: the lowest is tried first</Fact>
          <Fact label="Sealed with">{credential.sealed_with}</Fact>
          <Fact label="Changed">
            <Moment at={credential.updated_at} />
          </Fact>
        </DataList>
      </Section>
      <Only role="admin">
        <TestKey credential={credential} />
      </Only>
      <KeyRoutes credential={credential} />
      <Only role="admin">
        <Changes credential={credential} />
        <Removal credential={credential} />
      </Only>
    </>
  );
}

function Changes({ credential }: { credential: Credential }) {
  const described = useEdition(credential);
  const replaced = useEdition(credential);
  return (
    <>
      <DescribeKey key={`describe ${described.key}`} edited={described} />
      <ReplaceKey key={`replace ${replaced.key}`} edited={replaced} />
    </>
  );
}

function Activation({ credential }: { credential: Credential }) {
  const params = { path: { credential_id: credential.credential_id } };
  const change = useChange(
    () =>
      credential.is_active
        ? read(api.PUT("/api/provider-credentials/{credential_id}/deactivate", { params }))
        : read(api.PUT("/api/provider-credentials/{credential_id}/activate", { params })),
    ({ message }) => message,
  );
  return (
    <Button variant="default" onClick={() => change.mutate(undefined)} loading={change.isPending}>
      {credential.is_active ? "Deactivate" : "Activate"}
    </Button>
  );
}

function Removal({ credential }: { credential: Credential }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const remove = async () => {
    const params = { path: { credential_id: credential.credential_id } };
    await read(api.DELETE("/api/provider-credentials/{credential_id}", { params }));
    await navigate({ to: "/provider-keys" });
    queryClient.removeQueries({ queryKey: ["provider-keys", credential.credential_id] });
    await queryClient.invalidateQueries();
  };
  return (
    <Section title="Delete this key" about="Calls are made with the organization's other keys from then on.">
      <Button
        variant="outline"
        color="red"
        w="fit-content"
        leftSection={<IconTrash aria-hidden size={16} />}
        onClick={() =>
          confirm({
            title: "Delete this provider key?",
            children: <Text size="sm">Tollgate cannot give the key back.</Text>,
            action: "Delete key",
            name: credential.credential_name,
            onConfirm: remove,
          })
        }
      >
        Delete key
      </Button>
    </Section>
  );
}
