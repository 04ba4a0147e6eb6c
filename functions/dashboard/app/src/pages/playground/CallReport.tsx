import { Group, Loader, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Count, Duration } from "../../figures/Count";
import { Unknown, Usd } from "../../figures/Usd";
import { Section } from "../../layout/Section";
import { TextLink } from "../../layout/TextLink";
import { Fact, Facts } from "../jobs/Fact";
import type { Report } from "./report";

/** What the last call took, cost and held. */
export function CallReport({ report }: { report: Report | null }) {
  if (report === null) return null;
  const { ids, answered, before, during, after, call, isPending } = report;
  return (
    <div style={{ marginTop: "var(--mantine-spacing-md)" }}>
      <Section title="The last call" actions={<Where ids={ids} />}>
        <Facts>
          <Fact name="Cost">
            <Usd value={call?.provider_cost_usd} meaning="cost" exact />
          </Fact>
          <Fact name="Revenue" note="what the team pays">
            <Usd value={call?.client_cost_usd} meaning="revenue" exact />
          </Fact>
          <Fact name="Profit">
            <Usd value={call?.profit_usd} meaning="profit" exact />
          </Fact>
          <Fact name="Served by" note={call?.resolved_model}>
            {call?.model_used ?? <Unknown />}
          </Fact>
          <Fact name="Input" note={cachedNote(report)}>
            <Tokens value={answered?.usage?.prompt_tokens ?? call?.prompt_tokens} />
          </Fact>
          <Fact name="Output" note={reasoningNote(report)}>
            <Tokens value={answered?.usage?.completion_tokens ?? call?.completion_tokens} />
          </Fact>
          <Fact name="Took" note="as this browser saw it">
            <Duration ms={answered?.tookMs} />
          </Fact>
          <Fact
            name="First token after"
            note={answered !== null && answered.firstTokenMs === null ? "only of streams" : null}
          >
            <Duration ms={answered?.firstTokenMs} />
          </Fact>
          <Fact name="Credits available before">
            <Count value={before?.credits_available} />
          </Fact>
          <Fact name="Held while it ran" note="for all calls of the team">
            <Count value={during?.credits_held} />
          </Fact>
          <Fact name="Credits available after">
            <Count value={after?.credits_available} />
          </Fact>
          <Fact name="Ended because">{answered?.finishReason ?? call?.status ?? <Unknown />}</Fact>
          {answered?.dropped && <Fact name="Left out of the request">{answered.dropped}</Fact>}
          <Fact name="Request id">{ids.requestId ?? <Unknown />}</Fact>
        </Facts>
        <Text size="xs" c="dimmed" role="status" component="div">
          {isPending && (
            <Group gap={6}>
              <Loader size={12} aria-hidden /> The call is settled after its answer: costs and credits follow.
            </Group>
          )}
        </Text>
      </Section>
    </div>
  );
}

function Where({ ids }: { ids: Report["ids"] }) {
  if (ids.jobId === null) return null;
  return (
    <TextLink to="/jobs/$jobId" params={{ jobId: ids.jobId }} search={{ call: ids.callId ?? undefined }} size="sm">
      Open its job
    </TextLink>
  );
}

function Tokens({ value }: { value: number | undefined }): ReactNode {
  return value === undefined ? (
    <Unknown />
  ) : (
    <>
      <Count value={value} /> tokens
    </>
  );
}

function cachedNote({ answered, call }: Report): string | null {
  const cached = answered?.usage?.prompt_tokens_details.cached_tokens ?? call?.cached_input_tokens ?? 0;
  return cached > 0 ? `${cached} from the cache` : null;
}

function reasoningNote({ answered, call }: Report): string | null {
  const reasoning = answered?.usage?.completion_tokens_details.reasoning_tokens ?? call?.reasoning_tokens ?? 0;
  return reasoning > 0 ? `${reasoning} of reasoning` : null;
}
