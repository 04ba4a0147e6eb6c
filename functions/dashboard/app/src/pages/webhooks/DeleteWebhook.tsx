import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, read, type Schemas } from "../../api/client";
import { confirm } from "../../dialogs/confirm";
import { Section } from "../../layout/Section";

/** Deletes a webhook with its deliveries, which asks for the name of its server. */
export function DeleteWebhook({ webhook }: { webhook: Schemas["Webhook"] }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const host = new URL(webhook.webhook_url).host;
  const ask = () =>
    confirm({
      title: "Delete this webhook?",
      children: "Its deliveries go with it, and pending messages are not sent. This cannot be undone.",
      action: "Delete webhook",
      name: host,
      onConfirm: async () => {
        const params = { path: { webhook_id: webhook.webhook_id } };
        await read(api.DELETE("/api/webhooks/{webhook_id}", { params }));
        notifications.show({ message: "The webhook is deleted.", color: "green" });
        await navigate({ to: "/webhooks", search: { team_id: webhook.team_id } });
        queryClient.removeQueries({ queryKey: ["webhooks", webhook.webhook_id] });
        void queryClient.invalidateQueries();
      },
    });
  return (
    <Section
      title="Delete"
      about="Deletes the webhook and its deliveries. To stop it for a while, switch it off instead."
      actions={
        <Button color="red" variant="outline" onClick={ask}>
          Delete webhook
        </Button>
      }
    >
      {null}
    </Section>
  );
}
