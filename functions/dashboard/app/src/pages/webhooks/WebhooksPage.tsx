import { Button, Group, Tabs } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Page } from "../../layout/Page";
import { TeamPicker } from "../../pickers/TeamPicker";
import { Only } from "../../session/Only";
import { DeadLetters } from "./DeadLetters";
import { RegisterWebhook } from "./RegisterWebhook";
import { WebhookList } from "./WebhookList";

const route = getRouteApi("/frame/webhooks");

/** The webhooks of all teams, and the deliveries that were given up. */
export function WebhooksPage() {
  const { tab, team_id } = route.useSearch();
  const navigate = useNavigate({ from: "/webhooks" });
  const register = () =>
    modals.open({ title: "Register a webhook", size: "lg", children: <RegisterWebhook teamId={team_id ?? null} /> });
  const action = (
    <Only role="admin">
      <Button leftSection={<IconPlus aria-hidden size={18} />} onClick={register}>
        Register webhook
      </Button>
    </Only>
  );
  return (
    <Page
      title="Webhooks"
      about="Teams' own servers, which are told when a job ends, credits run low or a team is suspended."
      actions={action}
    >
      <Group>
        <TeamPicker
          label="Team"
          value={team_id ?? null}
          onChange={(team) =>
            void navigate({ search: (now) => ({ ...now, team_id: team ?? undefined }), replace: true })
          }
          clearable
          w={280}
        />
      </Group>
      <Tabs
        value={tab ?? "webhooks"}
        onChange={(next) =>
          void navigate({ search: (now) => ({ ...now, tab: next === "dead-letters" ? next : undefined }) })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="webhooks">Webhooks</Tabs.Tab>
          <Tabs.Tab value="dead-letters">Dead letters</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="webhooks">
          <WebhookList teamId={team_id} action={action} />
        </Tabs.Panel>
        <Tabs.Panel value="dead-letters">
          <DeadLetters teamId={team_id} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
