import { Button, DataList, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../api/client";
import { confirm } from "../../dialogs/confirm";
import { Moment } from "../../figures/Moment";
import { State } from "../../figures/State";
import { ButtonLink } from "../../layout/ButtonLink";
import { Page } from "../../layout/Page";
import { Section } from "../../layout/Section";
import { TextLink } from "../../layout/TextLink";
import { Only } from "../../session/Only";
import { Loaded } from "../../states/Loaded";
import { Fact } from "../models/ModelFacts";
import { ExampleBill } from "./ExampleBill";
import { PlanPeriods } from "./PlanPeriods";
import { planRoute } from "./routes";
import { KINDS, termsInWords } from "./terms";

type PlanDetails = Schemas["PlanDetails"];

/** One plan: its terms, an example, and what its periods came to. */
export function PlanPage() {
  const { planId } = planRoute.useParams();
  const plan = useQuery({
    queryKey: ["plans", planId],
    queryFn: ({ signal }) =>
      read(api.GET("/api/pricing/plans/{plan_id}", { params: { path: { plan_id: planId } }, signal })),
  });
  return (
    <Page
      title={plan.data ? `${KINDS[plan.data.kind].label} plan of ${plan.data.team_id}` : "Pricing plan"}
      about={plan.data && `${termsInWords(plan.data)}.`}
      above={[{ label: "Pricing plans", to: "/plans" }]}
      actions={
        plan.data && (
          <ButtonLink to="/plans" search={{ team_id: plan.data.team_id, ended: true }} variant="default">
            All plans of this team
          </ButtonLink>
        )
      }
    >
      <Loaded query={plan}>{(current) => <Parts plan={current} />}</Loaded>
    </Page>
  );
}

function Parts({ plan }: { plan: PlanDetails }) {
  return (
    <>
      <Section title="Plan" about={KINDS[plan.kind].about}>
        <DataList labelWidth="8rem">
          <Fact label="Team">
            <TextLink to="/teams/$teamId" params={{ teamId: plan.team_id }} size="sm">
              {plan.team_id}
            </TextLink>
          </Fact>
          <Fact label="Job type">{plan.job_type ?? "All that have no plan of their own"}</Fact>
          <Fact label="Terms">{termsInWords(plan)}</Fact>
          <Fact label="Status">
            {plan.valid_until === null ? <State kind="good">In force</State> : <State kind="stopped">Ended</State>}
          </Fact>
          <Fact label="Since">
            <Moment at={plan.valid_from} />
          </Fact>
          {plan.valid_until !== null && (
            <Fact label="Until">
              <Moment at={plan.valid_until} />
            </Fact>
          )}
        </DataList>
      </Section>
      <Section title="Example">
        <ExampleBill terms={plan} />
      </Section>
      {(plan.kind === "tiered" || plan.kind === "subscription") && <PlanPeriods plan={plan} />}
      {plan.valid_until === null && (
        <Only role="admin">
          <End plan={plan} />
        </Only>
      )}
    </>
  );
}

function End({ plan }: { plan: PlanDetails }) {
  const queryClient = useQueryClient();
  const end = async () => {
    await read(api.DELETE("/api/pricing/plans/{plan_id}", { params: { path: { plan_id: plan.plan_id } } }));
    await queryClient.invalidateQueries();
  };
  return (
    <Section
      title="End this plan"
      about="To replace it, set another plan for the same team and job type instead: that ends it at once."
    >
      <Button
        variant="outline"
        color="red"
        w="fit-content"
        onClick={() =>
          confirm({
            title: "End this plan?",
            children: (
              <Text size="sm">
                Jobs that begin from now on cost what the team's other plan or its markup says. Jobs in progress keep
                this plan.
                {plan.kind === "subscription" && " The fee for the rest of the period is credited."} A plan that has
                ended cannot be brought back.
              </Text>
            ),
            action: "End plan",
            onConfirm: end,
          })
        }
      >
        End plan
      </Button>
    </Section>
  );
}
