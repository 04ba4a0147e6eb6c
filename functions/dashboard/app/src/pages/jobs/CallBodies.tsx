import { Button, Code, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, read } from "../../api/client";
import { readObject } from "../../api/jsonText";
import { TextLink } from "../../layout/TextLink";
import { useMay } from "../../session/useSession";
import { Loaded } from "../../states/Loaded";
import { ConversationView } from "./ConversationView";
import { conversation } from "./conversation";
import type { Call } from "./useJob";

/** The request and the answer of a call, where its organization keeps them. They are loaded only when they are asked for. */
export function CallBodies({ call, organizationId }: { call: Call; organizationId: string }) {
  const mayRead = useMay("admin");
  const [isAsked, ask] = useState(false);
  if (!mayRead)
    return <Text size="sm">Operators with the role admin can read them, where the organization keeps them.</Text>;
  if (isAsked) return <Bodies callId={call.call_id} organizationId={organizationId} />;
  return (
    <Button variant="default" size="xs" onClick={() => ask(true)}>
      Show request and answer
    </Button>
  );
}

function Bodies({ callId, organizationId }: { callId: string; organizationId: string }) {
  const query = useQuery({
    queryKey: ["calls", callId, "bodies"],
    queryFn: async ({ signal }) => {
      const params = { path: { call_id: callId }, query: { bodies: true } };
      // As a text, so that the numbers of clients are shown as they were sent.
      const answer = await read(api.GET("/api/calls/{call_id}", { params, signal, parseAs: "text" }));
      const call = readObject(answer);
      if ("fault" in call) throw new Error(call.fault);
      return call.value;
    },
  });
  return (
    <Loaded query={query} lines={3}>
      {({ request_data, response_data, bodies_left_out }) => {
        if (bodies_left_out) return <Text size="sm">They are kept, but too long to be shown here.</Text>;
        if (request_data == null && response_data == null) return <NotKept organizationId={organizationId} />;
        return <Kept request={request_data} response={response_data} />;
      }}
    </Loaded>
  );
}

function NotKept({ organizationId }: { organizationId: string }) {
  return (
    <Text size="sm">
      They are not kept. Whether and for how long they are is set at the organization{" "}
      <TextLink to="/organizations/$organizationId" params={{ organizationId }} inherit underline="always">
        {organizationId}
      </TextLink>
      , for calls from then on.
    </Text>
  );
}

const VIEWS = [
  { value: "conversation", label: "Conversation" },
  { value: "json", label: "JSON" },
];

function Kept({ request, response }: { request: unknown; response: unknown }) {
  const [view, setView] = useState("conversation");
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="How to show them"
        data={VIEWS}
        value={view}
        onChange={setView}
        style={{ alignSelf: "start" }}
      />
      {view === "conversation" ? (
        <ConversationView turns={conversation(request, response)} />
      ) : (
        <>
          <Raw title="Request" value={request} />
          <Raw title="Answer" value={response} />
        </>
      )}
    </Stack>
  );
}

function Raw({ title, value }: { title: string; value: unknown }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <Code block>{value == null ? "none" : JSON.stringify(value, null, 2)}</Code>
    </div>
  );
}
