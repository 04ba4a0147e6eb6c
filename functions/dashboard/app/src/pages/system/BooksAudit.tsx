import { Alert, Button, List, Stack, Text } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { count } from "../../figures/decimal";
import { Moment } from "../../figures/Moment";
import { State } from "../../figures/State";
import { useChange } from "../../forms/useChange";
import { Section } from "../../layout/Section";
import { Only } from "../../session/Only";
import { Failure } from "../../states/Failure";
import { Loaded } from "../../states/Loaded";
import { useAttention } from "./useAttention";

type Audit = Schemas["BooksAudit"];

/** The audit of the books: whether every credit and every dollar adds up. */
export function BooksAudit() {
  const attention = useAttention();
  const auditing = useChange(() => read(api.POST("/api/maintenance/audit")));
  return (
    <Section
      title="Audit of the books"
      about="It checks that every credit and every dollar adds up: balances, ledger, holds, calls, jobs and periods of plans."
      actions={
        <Only role="admin">
          <Button variant="default" size="xs" loading={auditing.isPending} onClick={() => auditing.mutate()}>
            Audit now
          </Button>
        </Only>
      }
    >
      {auditing.error && <Failure error={auditing.error} />}
      <Loaded query={attention} lines={2}>
        {({ last_audit }) => <Outcome audit={auditing.data ?? last_audit} />}
      </Loaded>
    </Section>
  );
}

function Outcome({ audit }: { audit: Audit | null }) {
  if (audit === null) return <Text size="sm">The books have not been audited yet.</Text>;
  return (
    <Stack gap="sm" role="status">
      <div>
        <State kind={audit.ok ? "good" : "bad"}>{audit.ok ? "the books are right" : "the books are wrong"}</State>
        <Text size="sm" c="dimmed" mt={6}>
          {count(audit.checks)} checks, <Moment at={audit.checked_at} relative />.{" "}
          {!audit.complete && "There was no time for all of them: cargo xtask audit makes them all."}
        </Text>
      </div>
      {audit.findings.map((finding) => (
        <Alert
          key={finding.check}
          variant="outline"
          color={finding.severity === "breach" ? "red" : "yellow"}
          title={finding.severity === "breach" ? "Does not hold" : "Warning"}
        >
          <List size="sm" listStyleType="none">
            <List.Item>{finding.check}</List.Item>
            <List.Item>
              {finding.count === 1 ? "One row breaches it." : `${count(finding.count)} rows breach it.`}
            </List.Item>
            {finding.first && <List.Item style={{ overflowWrap: "anywhere" }}>The first: {finding.first}</List.Item>}
          </List>
        </Alert>
      ))}
    </Stack>
  );
}
