import { Button, Stack, Tabs } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, read, type Schemas } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { Page } from "../../layout/Page";
import { TextLink } from "../../layout/TextLink";
import { Only } from "../../session/Only";
import { useMay } from "../../session/useSession";
import { Loaded } from "../../states/Loaded";
import { DeleteWebhook } from "./DeleteWebhook";
import { Deliveries } from "./Deliveries";
import { RotateSecret } from "./RotateSecret";
import { WebhookStatus } from "./Status";
import { WebhookFacts } from "./WebhookFacts";
import { WebhookSettings } from "./WebhookSettings";

const route = getRouteApi("/frame/webhooks/$webhookId");
const ABOVE = [{ label: "Webhooks", to: "/webhooks" }] as const;

/** One webhook: what it was sent, and its settings. */
export function WebhookPage() {
  const { webhookId } = route.useParams();
  const query = useQuery({
    queryKey: ["webhooks", webhookId],
    queryFn: ({ signal }) =>
      read(api.GET("/api/webhooks/{webhook_id}", { params: { path: { webhook_id: webhookId } }, signal })),
  });
  if (query.data === undefined) {
    return (
      <Page title="Webhook" above={ABOVE}>
        <Loaded query={query}>{() => null}</Loaded>
      </Page>
    );
  }
  return <Shown webhook={query.data} reload={async () => (await query.refetch()).data} />;
}

type Webhook = Schemas["Webhook"];

function Shown({ webhook, reload }: { webhook: Webhook; reload: () => Promise<Webhook | undefined> }) {
  const { tab } = route.useSearch();
  const mayChange = useMay("admin");
  const navigate = useNavigate({ from: "/webhooks/$webhookId" });
  return (
    <Page
      title={webhook.webhook_url}
      above={ABOVE}
      about={
        <>
          <WebhookStatus webhook={webhook} /> Webhook of the team{" "}
          <TextLink to="/teams/$teamId" params={{ teamId: webhook.team_id }} inherit underline="always">
            {webhook.team_id}
          </TextLink>
          {webhook.description && `. ${webhook.description}`}
        </>
      }
      actions={
        <Only role="admin">
          <TestWebhook webhook={webhook} />
        </Only>
      }
    >
      <Tabs
        value={tab ?? "deliveries"}
        onChange={(next) =>
          void navigate({ search: (now) => ({ ...now, tab: next === "settings" ? next : undefined }) })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="deliveries">Deliveries</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="deliveries">
          <Deliveries webhook={webhook} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <Stack>
            {mayChange ? <WebhookSettings webhook={webhook} reload={reload} /> : <WebhookFacts webhook={webhook} />}
            <Only role="admin">
              <RotateSecret webhook={webhook} />
              <DeleteWebhook webhook={webhook} />
            </Only>
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** Sends `webhook.test`, which every active webhook gets. */
function TestWebhook({ webhook }: { webhook: Webhook }) {
  const test = useChange(
    () => read(api.POST("/api/webhooks/{webhook_id}/test", { params: { path: { webhook_id: webhook.webhook_id } } })),
    "The event webhook.test is sent by the next round of deliveries, within about a minute.",
  );
  return (
    <Button
      leftSection={<IconSend aria-hidden size={16} />}
      loading={test.isPending}
      disabled={!webhook.is_active}
      onClick={() => test.mutate(undefined)}
    >
      Send test event
    </Button>
  );
}
