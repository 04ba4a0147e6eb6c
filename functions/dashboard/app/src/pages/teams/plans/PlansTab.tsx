import { useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../../api/client";
import { Moment } from "../../../figures/Moment";
import { Section } from "../../../layout/Section";
import { TextLink } from "../../../layout/TextLink";
import { Empty } from "../../../states/Empty";
import { type Column, DataTable } from "../../../tables/DataTable";
import { wholeList } from "../../../tables/wholeList";
import type { TeamTab } from "../useTeam";
import { KINDS, planInWords } from "./words";

const COLUMNS: readonly Column<Schemas["PricingPlan"]>[] = [
  {
    header: "Type of job",
    sortBy: (plan) => plan.job_type,
    cell: (plan) => plan.job_type ?? "All that have no plan of their own",
  },
  { header: "Plan", sortBy: (plan) => plan.kind, cell: (plan) => KINDS[plan.kind] },
  { header: "Terms", cell: (plan) => planInWords(plan) },
  { header: "Since", sortBy: (plan) => plan.valid_from, cell: (plan) => <Moment at={plan.valid_from} /> },
];

/** The pricing plans that are in force for a team. */
export default function PlansTab({ team, mayChange }: TeamTab) {
  const query = useQuery({
    queryKey: ["plans", "team", team.team_id],
    queryFn: ({ signal }) =>
      read(api.GET("/api/pricing/plans", { params: { query: { team_id: team.team_id } }, signal })),
  });
  const allPlans = (
    <TextLink to="/plans" search={{ team_id: team.team_id }} size="sm">
      {mayChange ? "Set, end and look back at plans" : "Look back at plans"}
    </TextLink>
  );
  return (
    <Section
      title="Pricing plans"
      about="A plan says what the client pays for a job. Without any, the team's markup applies."
      actions={allPlans}
    >
      <DataTable
        caption="Pricing plans in force"
        columns={COLUMNS}
        list={wholeList(query)}
        rowKey={(plan) => plan.plan_id}
        empty={
          <Empty title="No plan is in force">
            The client pays what calls cost, plus the markup of the team's terms.
          </Empty>
        }
      />
    </Section>
  );
}
