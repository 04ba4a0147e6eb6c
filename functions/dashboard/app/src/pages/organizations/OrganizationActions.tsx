import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconPlayerPlay, IconPlayerStop, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, read } from "../../api/client";
import { confirm } from "../../dialogs/confirm";
import { ReasonDialog, type ReasonQuestion } from "../../dialogs/ReasonDialog";
import { ifMatch } from "../../forms/ifMatch";
import type { Organization, OrganizationTab } from "./useOrganization";

type Props = Pick<OrganizationTab, "organization" | "reload">;

/** What is seldom done to an organization: suspending it, letting it work again, and removing it. */
export function OrganizationActions({ organization, reload }: Props) {
  const [asking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = () =>
    confirm({
      title: "Delete organization",
      action: "Delete organization",
      name: organization.organization_id,
      children:
        "It is deleted with its teams. What they did stays readable; its id cannot be used again. Pause or suspend its teams first: an organization with an active team or an open job cannot be deleted.",
      onConfirm: async () => {
        const params = { path: { organization_id: organization.organization_id } };
        await read(
          api.DELETE("/api/organizations/{organization_id}", { params, headers: ifMatch(organization) }),
        ).finally(() => {
          void queryClient.invalidateQueries();
        });
        void navigate({ to: "/organizations" });
      },
    });
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown aria-hidden size={16} />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {organization.status === "active" ? (
            <Menu.Item leftSection={<IconPlayerStop aria-hidden size={16} />} onClick={() => setAsking(true)}>
              Suspend organization…
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconPlayerPlay aria-hidden size={16} />} onClick={() => setAsking(true)}>
              Activate organization…
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            color="var(--mantine-color-error)"
            leftSection={<IconTrash aria-hidden size={16} />}
            onClick={remove}
          >
            Delete organization…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ReasonDialog
        question={asking ? question(organization) : null}
        of={organization}
        reload={reload}
        close={() => setAsking(false)}
      />
    </>
  );
}

function question({ organization_id, name, status }: Organization): ReasonQuestion {
  const params = { path: { organization_id } };
  const suspends = status === "active";
  return {
    title: `${suspends ? "Suspend" : "Activate"} ${name}`,
    about: suspends
      ? "Calls with its teams' keys are refused. Reading stays possible. Calls in flight come to their end and are charged."
      : "Its teams can work again, each by its own status.",
    action: suspends ? "Suspend organization" : "Activate organization",
    done: suspends ? `${name} is suspended.` : `${name} works again.`,
    send: (body, headers) =>
      read(
        api.PUT("/api/organizations/{organization_id}/status", {
          params,
          body: { status: suspends ? "suspended" : "active", ...body },
          headers,
        }),
      ),
  };
}
