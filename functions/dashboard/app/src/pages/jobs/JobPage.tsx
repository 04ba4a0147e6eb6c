import { Code, Group, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { Moment } from "../../figures/Moment";
import { Page } from "../../layout/Page";
import { Section } from "../../layout/Section";
import { TextLink } from "../../layout/TextLink";
import { Empty } from "../../states/Empty";
import { Loaded } from "../../states/Loaded";
import { JobCalls } from "./JobCalls";
import { JobFacts } from "./JobFacts";
import { JobState } from "./JobState";
import { type LoadedJob, useJob } from "./useJob";

const route = getRouteApi("/frame/jobs/$jobId");
const ABOVE = [{ label: "Jobs", to: "/jobs" }] as const;

/** One job: what it was for, what it cost, and its calls. */
export function JobPage() {
  const { jobId } = route.useParams();
  const query = useJob(jobId);
  if (query.data !== undefined) return <Shown loaded={query.data} />;
  return (
    <Page title="Job" about={jobId} above={ABOVE}>
      <Loaded query={query}>{() => null}</Loaded>
    </Page>
  );
}

function Shown({ loaded }: { loaded: LoadedJob }) {
  const { job, calls, callCount, metadata } = loaded;
  return (
    <Page
      title={`Job: ${job.job_type}`}
      above={ABOVE}
      about={
        <Group gap="xs" component="span">
          <JobState status={job.status} />
          <span>
            of the team{" "}
            <TextLink to="/teams/$teamId" params={{ teamId: job.team_id }} inherit underline="always">
              {job.team_id}
            </TextLink>{" "}
            of{" "}
            <TextLink
              to="/organizations/$organizationId"
              params={{ organizationId: job.organization_id }}
              inherit
              underline="always"
            >
              {job.organization_id}
            </TextLink>
            , opened <Moment at={job.created_at} />
          </span>
        </Group>
      }
    >
      {job.error_message !== null && (
        <Text size="sm" c="var(--mantine-color-error)">
          Why it failed: {job.error_message}
        </Text>
      )}
      <JobFacts job={job} callCount={callCount} />
      <Section title="Calls" about="When each call ran. Open one to see its attempts, costs and tokens.">
        {calls.length === 0 ? (
          <Empty title="No calls yet">Its calls appear here as they are admitted.</Empty>
        ) : (
          <JobCalls loaded={loaded} />
        )}
      </Section>
      {metadata !== "{}" && (
        <Section title="Metadata" about="The client's own data.">
          <Code block>{metadata}</Code>
        </Section>
      )}
    </Page>
  );
}
