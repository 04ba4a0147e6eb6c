import type { ReactNode } from "react";
import type { Schemas } from "../../../api/client";
import { approximately, type Exact } from "../../../api/exact";
import { Count } from "../../../figures/Count";
import { Usd } from "../../../figures/Usd";
import { Section } from "../../../layout/Section";
import { TextLink } from "../../../layout/TextLink";
import type { Days } from "../../../periods/period";
import { Empty } from "../../../states/Empty";
import { type Column, DataTable } from "../../../tables/DataTable";

type Spend = Schemas["SpendAnalytics"];
type Share = { name: string; spend: Exact; client_spend: Exact; calls: number; failed?: number; tokens?: number };

/** Who and what an organization's money is spent on: its teams, aliases and providers. */
export function Shares({ spend, days }: { spend: Spend; days: Days }) {
  const of = { organization_id: spend.organization_id, ...days };
  const report = (group_by: "team" | "model" | "provider") => (
    <TextLink to="/usage" search={{ ...of, group_by }} size="sm">
      Full report
    </TextLink>
  );
  return (
    <>
      <ShareTable
        title="By team"
        header="Team"
        about="The ten that spent the most, by the day of their jobs."
        actions={report("team")}
        shares={spend.spend_per_team.map(({ team_id, ...rest }) => ({ name: team_id, ...counted(rest) }))}
        link={(name) => (
          <TextLink to="/teams/$teamId" params={{ teamId: name }} size="sm">
            {name}
          </TextLink>
        )}
      />
      <ShareTable
        title="By model"
        header="Alias"
        about="The ten aliases that the most was spent on, by the day of the call."
        actions={report("model")}
        shares={spend.top_models.map(({ model, count, ...rest }) => ({ name: model, calls: count, ...rest }))}
        link={(name) => (
          <TextLink to="/models/$alias" params={{ alias: name }} size="sm">
            {name}
          </TextLink>
        )}
      />
      <ShareTable
        title="By provider"
        header="Provider"
        about="By the day of the call."
        actions={report("provider")}
        shares={spend.provider_usage.map(({ provider, ...rest }) => ({ name: provider, ...counted(rest) }))}
        link={(name) => name}
      />
    </>
  );
}

function counted({
  successful,
  failed,
  ...rest
}: { successful: number; failed: number } & Omit<Share, "name" | "calls">) {
  return { ...rest, failed, calls: successful + failed };
}

function ShareTable({
  title,
  header,
  about,
  actions,
  shares,
  link,
}: {
  title: string;
  header: string;
  about: string;
  actions: ReactNode;
  shares: readonly Share[];
  link: (name: string) => ReactNode;
}) {
  const hasTokens = shares.some(({ tokens }) => tokens !== undefined);
  const columns: Column<Share>[] = [
    {
      header,
      sortBy: ({ name }) => name,
      cell: ({ name }) => link(name),
    },
    { header: "Calls", align: "right", sortBy: ({ calls }) => calls, cell: ({ calls }) => <Count value={calls} /> },
    ...(hasTokens
      ? [
          { header: "Failed", align: "right", cell: ({ failed }) => <Count value={failed} /> } satisfies Column<Share>,
          { header: "Tokens", align: "right", cell: ({ tokens }) => <Count value={tokens} /> } satisfies Column<Share>,
        ]
      : []),
    {
      header: "Revenue",
      align: "right",
      sortBy: ({ client_spend }) => approximately(client_spend),
      cell: ({ client_spend }) => <Usd value={client_spend} meaning="revenue" />,
    },
    {
      header: "Cost",
      align: "right",
      sortBy: ({ spend }) => approximately(spend),
      cell: ({ spend }) => <Usd value={spend} meaning="cost" />,
    },
  ];
  return (
    <Section title={title} about={about} actions={actions}>
      <DataTable
        caption={`Spend ${title.toLowerCase()}`}
        columns={columns}
        list={{ items: shares, total: null, error: null, isFetching: false, more: null, reload: () => undefined }}
        rowKey={({ name }) => name}
        empty={<Empty title="Nothing in this period" />}
      />
    </Section>
  );
}
