import { Alert, Badge, Group, Stack, Text, Title } from "@mantine/core";
import { useId } from "react";
import type { Schemas } from "../../api/client";
import { Copyable } from "../../dialogs/Secret";
import { Duration } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { Unknown } from "../../figures/Usd";
import { TextLink } from "../../layout/TextLink";
import { CallAttempts } from "./CallAttempts";
import { CallBodies } from "./CallBodies";
import { CallCosts } from "./CallCosts";
import { CallTokens } from "./CallTokens";
import { Fact, Facts } from "./Fact";
import { inWords } from "./faults";
import type { Call } from "./useJob";

/** All that is known of a call. */
export function CallDetails({ call, job }: { call: Call; job: Schemas["JobSummary"] }) {
  return (
    <Stack gap="lg">
      {call.error_code !== null && <Fault call={call} />}
      <Part title="What served it">
        <Facts>
          <Fact name="Asked for">{call.model_group_used}</Fact>
          <Fact name="Served by the alias">
            {call.model_used === null ? <Unknown /> : <Alias name={call.model_used} />}
          </Fact>
          <Fact name="Provider and its model" note={call.resolved_model}>
            {call.provider ?? <Unknown />}
          </Fact>
          <Fact name="Provider key">
            <ProviderKey call={call} />
          </Fact>
          <Fact name="Service tier">{call.service_tier ?? <Unknown />}</Fact>
          <Fact name="Took">
            <Duration ms={call.latency_ms} />
          </Fact>
          <Fact name="First token after">
            <Duration ms={call.time_to_first_token_ms} />
          </Fact>
          <Fact name="Admitted">
            <Moment at={call.created_at} />
          </Fact>
          <Fact name="Settled">{call.settled_at === null ? "Not yet" : <Moment at={call.settled_at} />}</Fact>
          <Fact name="Provider's id of the answer">{call.provider_request_id ?? <Unknown />}</Fact>
        </Facts>
        <Marks call={call} />
      </Part>
      <Part title="Attempts">
        <CallAttempts call={call} />
      </Part>
      <Part title="Money">
        <CallCosts call={call} />
      </Part>
      <Part title="Tokens">
        <CallTokens call={call} />
      </Part>
      <Part title="Request and answer">
        <CallBodies call={call} organizationId={job.organization_id} />
      </Part>
      <Copyable label="Call id" value={call.call_id} />
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={3} size="h5" id={id} mb="xs">
        {title}
      </Title>
      {children}
    </section>
  );
}

function Fault({ call }: { call: Call }) {
  if (call.error_code === null) return null;
  return (
    <Alert color="red" variant="outline" title={inWords(call.error_code)}>
      <Text size="sm">
        {call.error ?? "The provider said nothing more."} <Text span c="dimmed" inherit>{`(${call.error_code})`}</Text>
      </Text>
    </Alert>
  );
}

function Alias({ name }: { name: string }) {
  return (
    <TextLink to="/models/$alias" params={{ alias: name }} inherit>
      {name}
    </TextLink>
  );
}

function ProviderKey({ call }: { call: Call }) {
  if (call.provider === null) return <Unknown />;
  if (call.credential_id === null) return "The deployment's";
  return (
    <TextLink to="/provider-keys/$credentialId" params={{ credentialId: call.credential_id }} inherit>
      Organization's …{call.credential_id.slice(-6)}
    </TextLink>
  );
}

/** What has to be known to read the figures. */
function Marks({ call }: { call: Call }) {
  const marks = [
    call.estimated && (["Estimated", "The provider did not report all tokens, or some have no price here."] as const),
    call.late && (["Late", "It was settled after its hold had expired."] as const),
    call.priced_by_job && (["Priced by the job", "The client pays for the job, not for this call."] as const),
  ].filter((mark) => mark !== false);
  if (marks.length === 0) return null;
  return (
    <Stack gap={6} mt="sm">
      {marks.map(([word, meaning]) => (
        <Group key={word} gap="xs" wrap="nowrap" align="start">
          <Badge variant="outline" color="gray" tt="none" c="var(--mantine-color-text)" style={{ flex: "none" }}>
            {word}
          </Badge>
          <Text size="sm">{meaning}</Text>
        </Group>
      ))}
    </Stack>
  );
}
