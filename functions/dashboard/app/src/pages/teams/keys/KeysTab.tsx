import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { api, readWithHeaders, type Schemas } from "../../../api/client";
import { Section } from "../../../layout/Section";
import { Empty } from "../../../states/Empty";
import { DataTable } from "../../../tables/DataTable";
import { useList } from "../../../tables/useList";
import { type TeamTab, teamName } from "../useTeam";
import { ChangeKey } from "./ChangeKey";
import { CreateKey } from "./CreateKey";
import { keyColumns } from "./keyColumns";
import type { KeyQuestion } from "./keyName";
import { RotateKey } from "./RotateKey";

const keysOf = (keys: Schemas["VirtualKey"][]) => keys;
const totalOf = (keys: Schemas["VirtualKey"][]) => keys.length;

/** The virtual keys of a team. A key itself is shown only when it is made. */
export default function KeysTab({ team, mayChange }: TeamTab) {
  const [asked, setAsked] = useState<KeyQuestion | null>(null);
  const close = () => setAsked(null);
  const list = useList({
    key: ["teams", team.team_id, "keys"],
    items: keysOf,
    total: totalOf,
    page: (_next, signal) =>
      readWithHeaders(
        api.GET("/api/teams/{team_id}/keys", {
          params: { path: { team_id: team.team_id }, query: { limit: 500 } },
          signal,
        }),
      ),
  });
  const columns = useMemo(() => keyColumns(mayChange ? setAsked : null), [mayChange]);
  const create = mayChange && (
    <Button leftSection={<IconPlus aria-hidden size={16} />} onClick={() => setAsked({ what: "create" })}>
      New key
    </Button>
  );
  return (
    <Section
      title="Virtual keys"
      about="The team calls with them. Up to a hundred can work at a time."
      actions={create}
    >
      <DataTable
        caption={`Virtual keys of ${teamName(team)}, those that work first`}
        columns={columns}
        list={list}
        rowKey={(key) => key.key_id}
        empty={
          <Empty title="This team has no keys">
            <Text size="sm">It cannot call anything until it has one.</Text>
          </Empty>
        }
      />
      <CreateKey team={team} opened={asked?.what === "create"} close={close} />
      <ChangeKey of={asked?.what === "change" ? asked.of : null} close={close} />
      <RotateKey of={asked?.what === "rotate" ? asked.of : null} close={close} />
    </Section>
  );
}
