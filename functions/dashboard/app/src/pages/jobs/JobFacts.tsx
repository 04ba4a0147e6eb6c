import { Paper, Stack, Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { approximately } from "../../api/exact";
import { Copyable } from "../../dialogs/Secret";
import { Count, Duration } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { Unknown, Usd } from "../../figures/Usd";
import { Fact, Facts } from "./Fact";

/** What a job cost and what it took. */
export function JobFacts({ job, callCount }: { job: Schemas["JobSummary"]; callCount: number }) {
  const open = callCount - job.total_calls;
  return (
    <Paper withBorder p="md">
      <Stack>
        <Facts>
          <Fact name="Cost" note="what the providers charged">
            <Usd value={job.provider_cost_usd} meaning="cost" exact />
          </Fact>
          <Fact name="Revenue" note={<OfTheJob price={job.job_price_usd} />}>
            <Usd value={job.client_cost_usd} meaning="revenue" exact />
          </Fact>
          <Fact name="Profit">
            <Usd value={job.profit_usd} meaning="profit" exact />
          </Fact>
          <Fact
            name="Credits charged"
            note={job.credits_uncollected > 0 && <Uncollected credits={job.credits_uncollected} />}
          >
            <Count value={job.credits_charged} />
          </Fact>
          <Fact name="Calls" note={callsNote(job, open)}>
            <Count value={callCount} />
          </Fact>
          <Fact name="Tokens">
            <Count value={job.total_tokens} />
          </Fact>
          <Fact name="Mean latency">{job.total_calls === 0 ? <Unknown /> : <Duration ms={job.avg_latency_ms} />}</Fact>
          <Fact name="First call">
            <Moment at={job.started_at} />
          </Fact>
          <Fact name="Closed">{job.completed_at === null ? "Still open" : <Moment at={job.completed_at} />}</Fact>
          <Fact name="Client's own id">{job.external_task_id ?? <Unknown />}</Fact>
          <Fact name="Client's own user">{job.user_id ?? <Unknown />}</Fact>
          <Fact name="Models asked for">
            {job.model_groups_used.length === 0 ? <Unknown /> : job.model_groups_used.join(", ")}
          </Fact>
        </Facts>
        <Copyable label="Job id" value={job.job_id} />
      </Stack>
    </Paper>
  );
}

function OfTheJob({ price }: { price: Schemas["JobSummary"]["job_price_usd"] }) {
  if (approximately(price) === 0) return <>what the client pays</>;
  return (
    <>
      of it <Usd value={price} exact /> for the job itself
    </>
  );
}

function Uncollected({ credits }: { credits: number }) {
  return (
    <Text size="xs" c="var(--mantine-color-error)" component="span">
      <Count value={credits} /> uncollected: the team had no more
    </Text>
  );
}

function callsNote({ failed_calls, retry_count }: Schemas["JobSummary"], open: number): string {
  const parts = [
    open > 0 ? `${open} in progress` : "",
    failed_calls > 0 ? `${failed_calls} failed` : "",
    retry_count > 0 ? `${retry_count} repeated` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
