import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, read } from "../../api/client";
import { confirm } from "../../dialogs/confirm";
import { ReasonDialog, type ReasonQuestion } from "../../dialogs/ReasonDialog";
import { ifMatch } from "../../forms/ifMatch";
import { type Team, type TeamTab, teamName } from "./useTeam";

type Change = "pause" | "suspend" | "resume";

/** What is seldom done to a team: pausing, suspending, resuming and removing it. */
export function TeamActions({ team, reload }: Pick<TeamTab, "team" | "reload">) {
  const [asked, setAsked] = useState<Change | null>(null);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = () =>
    confirm({
      title: "Delete team",
      action: "Delete team",
      name: team.team_id,
      children:
        "Its keys stop working, and its plans and auto-refill end. Its jobs and its ledger stay readable; its id cannot be used again. A team with open jobs cannot be deleted.",
      onConfirm: async () => {
        const params = { path: { team_id: team.team_id } };
        await read(api.DELETE("/api/teams/{team_id}", { params, headers: ifMatch(team) })).finally(() => {
          void queryClient.invalidateQueries();
        });
        void navigate({ to: "/teams", search: { organization_id: team.organization_id } });
      },
    });
  const isDefault = team.team_id === `${team.organization_id}_default`;
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown aria-hidden size={16} />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {team.status === "active" && (
            <Menu.Item leftSection={<IconPlayerPause aria-hidden size={16} />} onClick={() => setAsked("pause")}>
              Pause team…
            </Menu.Item>
          )}
          {team.status !== "suspended" && (
            <Menu.Item leftSection={<IconPlayerStop aria-hidden size={16} />} onClick={() => setAsked("suspend")}>
              Suspend team…
            </Menu.Item>
          )}
          {team.status !== "active" && (
            <Menu.Item leftSection={<IconPlayerPlay aria-hidden size={16} />} onClick={() => setAsked("resume")}>
              Resume team…
            </Menu.Item>
          )}
          <Menu.Divider />
          {isDefault ? (
            <Menu.Label>A default team is deleted with its organization.</Menu.Label>
          ) : (
            <Menu.Item
              color="var(--mantine-color-error)"
              leftSection={<IconTrash aria-hidden size={16} />}
              onClick={remove}
            >
              Delete team…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ReasonDialog
        question={asked === null ? null : question(asked, team)}
        of={team}
        reload={reload}
        close={() => setAsked(null)}
      />
    </>
  );
}

function question(change: Change, team: Team): ReasonQuestion {
  const params = { path: { team_id: team.team_id } };
  const name = teamName(team);
  switch (change) {
    case "pause":
      return {
        title: `Pause ${name}`,
        about: "New jobs and calls are refused. Open jobs can be completed, and calls in flight come to their end.",
        action: "Pause team",
        done: `${name} is paused.`,
        send: (body, headers) => read(api.PUT("/api/teams/{team_id}/pause", { params, body, headers })),
      };
    case "suspend":
      return {
        title: `Suspend ${name}`,
        about:
          "Jobs and calls are refused, and so is completing open jobs. Calls in flight come to their end and are charged.",
        action: "Suspend team",
        done: `${name} is suspended.`,
        send: (body, headers) => read(api.PUT("/api/teams/{team_id}/suspend", { params, body, headers })),
      };
    case "resume":
      return {
        title: `Resume ${name}`,
        about: "The team can open jobs and call models again.",
        action: "Resume team",
        done: `${name} works again.`,
        send: (body, headers) => read(api.PUT("/api/teams/{team_id}/resume", { params, body, headers })),
      };
  }
}
