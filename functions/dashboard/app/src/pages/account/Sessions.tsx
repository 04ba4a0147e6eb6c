import { Badge, Button, Group, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, read, type Schemas } from "../../api/client";
import { confirm } from "../../dialogs/confirm";
import { Moment } from "../../figures/Moment";
import { useChange } from "../../forms/useChange";
import { Section } from "../../layout/Section";
import { session as ownSession } from "../../session/session";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import { clientInWords } from "./userAgent";

type Session = Schemas["Session"];

/** Where one is signed in. Each session can be ended, or all others at once. */
export function Sessions() {
  const queryClient = useQueryClient();
  const sessions = useQuery({
    queryKey: ["account", "sessions"],
    queryFn: ({ signal }) => read(api.GET("/api/admin-users/me/sessions", { signal })),
  });
  const ending = useChange(end, "The session has ended.");
  const { mutate } = ending;
  const columns = useMemo(() => columnsOf(mutate), [mutate]);
  const others = sessions.data?.filter(({ current }) => !current) ?? [];
  const endOthers = () =>
    confirm({
      title: "Sign out everywhere else",
      children:
        others.length === 1 ? "One other session ends at once." : `${others.length} other sessions end at once.`,
      action: "Sign out everywhere else",
      onConfirm: async () => {
        // One after the other, so that a failure leaves a list that says what is left.
        for (const other of others) await end(other);
        await queryClient.invalidateQueries();
      },
    });
  return (
    <Section
      title="Sessions"
      about="Where you are signed in. A session ends by itself after 14 days without use, and after 90 days in any case."
      actions={
        others.length > 0 && (
          <Button variant="default" size="xs" onClick={endOthers}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      <DataTable
        caption="Your sessions"
        columns={columns}
        list={{
          items: sessions.data,
          total: null,
          error: sessions.error,
          isFetching: sessions.isFetching,
          more: null,
          reload: () => void sessions.refetch(),
        }}
        rowKey={({ session_id }) => session_id}
        empty={<Empty title="No sessions" />}
        withEnd={false}
      />
    </Section>
  );
}

async function end({ session_id }: Session): Promise<unknown> {
  return read(api.DELETE("/api/admin-users/me/sessions/{session_id}", { params: { path: { session_id } } }));
}

function columnsOf(endOne: (session: Session) => void): readonly Column<Session>[] {
  return [
    {
      header: "Client",
      cell: ({ user_agent, current }) => (
        <Group gap="xs">
          <Text size="sm" title={user_agent ?? undefined} style={{ overflowWrap: "anywhere" }}>
            {clientInWords(user_agent)}
          </Text>
          {current && (
            <Badge size="sm" variant="default" tt="none">
              this one
            </Badge>
          )}
        </Group>
      ),
    },
    { header: "Address", cell: ({ ip_address }) => ip_address ?? "not known" },
    { header: "Signed in", cell: ({ created_at }) => <Moment at={created_at} /> },
    { header: "Last renewed", cell: ({ last_used_at }) => <Moment at={last_used_at} relative /> },
    { header: "Expires", cell: ({ expires_at }) => <Moment at={expires_at} relative /> },
    {
      header: "Actions",
      align: "right",
      cell: (session) => (
        <Button
          size="xs"
          variant="default"
          aria-label={`${session.current ? "Sign out here" : "End"}: ${clientInWords(session.user_agent)}`}
          onClick={() => (session.current ? void ownSession.signOut() : endOne(session))}
        >
          {session.current ? "Sign out here" : "End"}
        </Button>
      ),
    },
  ];
}
