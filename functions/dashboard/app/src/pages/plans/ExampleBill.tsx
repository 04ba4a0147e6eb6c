import { NumberInput, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { exactUsd } from "../../figures/decimal";
import { billOf, markedUp } from "./example";
import { type Terms, unitOf } from "./terms";

/** What a client would pay by a plan, for a number of jobs that the reader chooses. */
export function ExampleBill({ terms }: { terms: Terms }) {
  return terms.kind === "markup" ? <Markup terms={terms} /> : <Jobs terms={terms} />;
}

function Markup({ terms }: { terms: Terms }) {
  const paid = markedUp(terms.markup_percentage, 100);
  if (paid === null) return <Incomplete />;
  return (
    <Text size="sm">
      For calls that cost the provider's $100.00, the client pays <b>{exactUsd(paid)}</b>.
    </Text>
  );
}

function Jobs({ terms }: { terms: Terms }) {
  const [jobs, setJobs] = useState<number>(1000);
  const bill = billOf(terms, jobs);
  const isByPeriod = terms.kind !== "flat_rate";
  return (
    <Stack gap="xs">
      <NumberInput
        label={isByPeriod ? `Completed jobs in a ${unitOf(terms.period)}` : "Completed jobs"}
        value={jobs}
        onChange={(value) => setJobs(typeof value === "number" ? value : 0)}
        min={0}
        max={1_000_000_000}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator=","
        maw={260}
      />
      {bill === null ? (
        <Incomplete />
      ) : (
        <Table fz="sm" verticalSpacing={4} maw={520}>
          <Table.Tbody>
            {bill.lines.map(({ label, usd }) => (
              <Table.Tr key={label}>
                <Table.Th scope="row" fw={400}>
                  {label}
                </Table.Th>
                <Table.Td ta="right" className="digits">
                  {exactUsd(usd)}
                </Table.Td>
              </Table.Tr>
            ))}
            <Table.Tr>
              <Table.Th scope="row">The client pays</Table.Th>
              <Table.Td ta="right" fw={700} className="digits">
                {exactUsd(bill.total)}
              </Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function Incomplete() {
  return (
    <Text size="sm" c="dimmed">
      An example appears once all terms are given.
    </Text>
  );
}
