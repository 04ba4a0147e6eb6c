import { Button, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { confirm } from "../../dialogs/confirm";
import { count } from "../../figures/decimal";
import { Section } from "../../layout/Section";

/** Deletes a group of models by its name; the API refuses it while teams have the group. */
export function DeleteGroup({
  noun,
  name,
  teams,
  to,
  queryKey,
  remove,
}: {
  noun: "access group" | "model group";
  name: string;
  /** How many teams have it. */
  teams: number;
  /** The list, which is shown afterwards. */
  to: "/access-groups" | "/model-groups";
  queryKey: readonly unknown[];
  remove: () => Promise<unknown>;
}) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const removeAndLeave = async () => {
    await remove();
    await navigate({ to });
    queryClient.removeQueries({ queryKey });
    await queryClient.invalidateQueries();
  };
  return (
    <Section
      title={`Delete this ${noun}`}
      about={
        teams === 0
          ? "No team has it."
          : `It cannot be deleted while teams have it: now ${count(teams)} ${teams === 1 ? "does" : "do"}.`
      }
    >
      <Button
        variant="outline"
        color="red"
        w="fit-content"
        leftSection={<IconTrash aria-hidden size={16} />}
        onClick={() =>
          confirm({
            title: `Delete this ${noun}?`,
            children: <Text size="sm">It cannot be brought back. Its models stay.</Text>,
            action: `Delete ${noun}`,
            name,
            onConfirm: removeAndLeave,
          })
        }
      >
        Delete {noun}
      </Button>
    </Section>
  );
}
