import { Code, DataList, ScrollArea } from "@mantine/core";
import type { ReactNode } from "react";
import { digits } from "../../../api/exact";
import { count } from "../../../figures/decimal";
import type { Team } from "../useTeam";
import { BUDGET_MODES, REFUNDS } from "./words";

/** The terms of a team, to be read. */
export function TermsList({ team }: { team: Team }) {
  const limit = (value: number | null) => (value === null ? "no limit" : count(value));
  const terms: [string, ReactNode][] = [
    ["Name", team.team_alias || "none"],
    ["Jobs are paid", BUDGET_MODES[team.budget_mode].label],
    ["Credits per dollar", digits(team.credits_per_dollar)],
    ["Tokens per credit", count(team.tokens_per_credit)],
    ["Markup", team.cost_markup_percentage == null ? "none" : `${digits(team.cost_markup_percentage)} %`],
    ["Failed jobs that are free", REFUNDS[team.refund_failed_jobs].label],
    ["Parameters that a model does not take", team.drop_unsupported ? "are left out" : "are refused"],
    ["Requests a minute", limit(team.rpm_limit)],
    ["Tokens a minute", limit(team.tpm_limit)],
    [
      "Low credits",
      team.low_credit_threshold === null ? "a tenth of those allocated" : count(team.low_credit_threshold),
    ],
  ];
  return (
    <>
      <DataList labelWidth="min(17rem, 45vw)" withDivider>
        {terms.map(([label, value]) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue>{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
      <ScrollArea>
        <Code block aria-label="Metadata">
          {team.metadataText}
        </Code>
      </ScrollArea>
    </>
  );
}
