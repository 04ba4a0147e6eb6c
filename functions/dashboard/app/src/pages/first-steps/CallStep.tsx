import { Alert, Blockquote, Group, SimpleGrid, Stack, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { api, read, type Schemas } from "../../api/client";
import { Count, Duration } from "../../figures/Count";
import { Usd } from "../../figures/Usd";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { TextLink } from "../../layout/TextLink";
import { settledCall } from "../jobs/settledCall";
import { CurlExample } from "./CurlExample";

type Caller = { team: string; alias: string; virtualKey: string; onCalled: () => void };

/** Makes a call as the team does, with its key, and shows the answer and what it cost. */
export function CallStep({ team, alias, virtualKey, onCalled }: Caller) {
  const { form, submit, error, isSending, result } = useApiForm({
    initialValues: { prompt: "Say hello in one sentence." },
    send: ({ prompt }) =>
      read(
        api.POST("/api/jobs/create-and-call", {
          headers: { authorization: `Bearer ${virtualKey}` },
          body: {
            team_id: team,
            job_type: "first_steps",
            model: alias,
            messages: [{ role: "user", content: prompt }],
            max_tokens: 500,
          },
        }),
      ),
    onDone: onCalled,
  });
  return (
    <Stack>
      <form onSubmit={submit}>
        <Textarea label="Message" autosize minRows={2} maxLength={5000} required {...form.getInputProps("prompt")} />
        <FormEnd error={error} isSending={isSending} action={result === undefined ? "Make the call" : "Call again"} />
      </form>
      {result !== undefined && <Answer answer={result} />}
      <CurlExample alias={alias} virtualKey={virtualKey} prompt={form.values.prompt} />
    </Stack>
  );
}

function Answer({ answer }: { answer: Schemas["JobAnswer"] }) {
  const id = useId();
  const { job_id, call_id, response, metadata, costs: charge } = answer;
  // What the provider charges is known once the call is settled, which is after its answer.
  const settled = useQuery({ queryKey: ["calls", call_id, "settled"], queryFn: () => settledCall(call_id) });
  const call = settled.data?.settled_at === null ? undefined : (settled.data ?? undefined);
  const facts: readonly (readonly [string, ReactNode])[] = [
    ["The customer pays", <Usd key="r" value={charge.total_cost_usd} meaning="revenue" exact />],
    ["The provider charges", <Usd key="c" value={call?.provider_cost_usd} meaning="cost" exact />],
    ["Profit", <Usd key="p" value={call?.profit_usd} meaning="profit" exact />],
    ["Credits taken", <Count key="t" value={charge.credits_charged} />],
    ["Credits left", <Count key="l" value={charge.credits_remaining} />],
    ["Tokens in", <Count key="i" value={metadata.prompt_tokens} />],
    ["Tokens out", <Count key="o" value={metadata.completion_tokens} />],
    ["Latency", <Duration key="d" ms={metadata.latency_ms} />],
  ];
  return (
    <section aria-labelledby={id}>
      <Alert variant="outline" color="green" title={<span id={id}>The model has answered</span>} role="status">
        <Stack gap="sm">
          <Blockquote p="sm" m={0} style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
            {response.content ?? response.refusal ?? "It said nothing."}
          </Blockquote>
          <SimpleGrid component="dl" cols={{ base: 2, sm: 4 }} spacing="sm" m={0}>
            {facts.map(([name, value]) => (
              <div key={name}>
                <Text component="dt" size="xs" c="dimmed">
                  {name}
                </Text>
                <Text component="dd" m={0} size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
                  {value}
                </Text>
              </div>
            ))}
          </SimpleGrid>
          <Group>
            <TextLink to="/jobs/$jobId" params={{ jobId: job_id }} size="sm" underline="always">
              Look at this job
            </TextLink>
          </Group>
        </Stack>
      </Alert>
    </section>
  );
}
