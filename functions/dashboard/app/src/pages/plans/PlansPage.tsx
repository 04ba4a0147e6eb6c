import { Button, Group, Modal, Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { api, readWithHeaders, type Schemas } from "../../api/client";
import { Moment } from "../../figures/Moment";
import { State } from "../../figures/State";
import { Page } from "../../layout/Page";
import { TextLink } from "../../layout/TextLink";
import { FilterText } from "../../pickers/FilterText";
import { TeamPicker } from "../../pickers/TeamPicker";
import { Only } from "../../session/Only";
import { Empty } from "../../states/Empty";
import { type Column, DataTable } from "../../tables/DataTable";
import { PAGE_SIZE, useList } from "../../tables/useList";
import { NewPlan } from "./NewPlan";
import { type PlansSearch, plansRoute } from "./routes";
import { KINDS, termsInWords } from "./terms";

type PricingPlan = Schemas["PricingPlan"];

const entries = (plans: PricingPlan[]) => plans;

/** What teams' clients pay for jobs. */
export function PlansPage() {
  const filters = plansRoute.useSearch();
  const [isMaking, making] = useDisclosure();
  const list = useList({
    key: ["plans", "list", filters],
    page: (next, signal) =>
      readWithHeaders(
        api.GET("/api/pricing/plans", { params: { query: { ...filters, ...next, limit: PAGE_SIZE } }, signal }),
      ),
    items: entries,
  });
  const isFiltered = filters.team_id !== undefined || filters.job_type !== undefined;
  const button = (
    <Only role="admin">
      <Button leftSection={<IconPlus aria-hidden size={16} />} onClick={making.open}>
        Set a plan
      </Button>
    </Only>
  );
  return (
    <Page
      title="Pricing plans"
      about="What a team's client pays for a job. A team has one for each job type, and one for all others; without any, its markup applies."
      actions={button}
    >
      <Filters filters={filters} />
      <DataTable
        caption="Pricing plans"
        columns={COLUMNS}
        list={list}
        rowKey={(plan) => plan.plan_id}
        empty={
          isFiltered ? (
            <Empty title="No plan fits" action={button}>
              <TextLink to="/plans" inherit>
                Show all plans
              </TextLink>
            </Empty>
          ) : (
            <Empty title="There are no pricing plans" action={button}>
              Teams' clients pay what calls cost and the team's markup. A plan sets a price for jobs instead.
            </Empty>
          )
        }
      />
      <Modal opened={isMaking} onClose={making.close} title="Set a plan" size="lg">
        <NewPlan teamId={filters.team_id} jobType={filters.job_type} onCancel={making.close} />
      </Modal>
    </Page>
  );
}

function Filters({ filters }: { filters: PlansSearch }) {
  const navigate = plansRoute.useNavigate();
  const change = (some: PlansSearch) => void navigate({ search: (before) => ({ ...before, ...some }), replace: true });
  return (
    <Group gap="sm">
      <TeamPicker
        aria-label="Team"
        value={filters.team_id ?? null}
        onChange={(team) => change({ team_id: team ?? undefined })}
        clearable
        w={240}
      />
      <FilterText
        aria-label="Job type"
        placeholder="Any job type"
        value={filters.job_type}
        onChange={(job_type) => change({ job_type })}
        w={190}
      />
      <Switch
        label="Those that have ended as well"
        checked={filters.ended === true}
        onChange={(event) => change({ ended: event.currentTarget.checked ? true : undefined })}
      />
    </Group>
  );
}

const COLUMNS: readonly Column<PricingPlan>[] = [
  {
    header: "Plan",
    sortBy: (plan) => plan.kind,
    cell: (plan) => (
      <TextLink to="/plans/$planId" params={{ planId: plan.plan_id }} size="sm" fw={500}>
        {KINDS[plan.kind].label}
      </TextLink>
    ),
  },
  {
    header: "Team",
    sortBy: (plan) => plan.team_id,
    cell: (plan) => (
      <TextLink to="/teams/$teamId" params={{ teamId: plan.team_id }} size="sm">
        {plan.team_id}
      </TextLink>
    ),
  },
  { header: "Job type", sortBy: (plan) => plan.job_type, cell: (plan) => plan.job_type ?? "All others" },
  { header: "Terms", cell: termsInWords },
  {
    header: "Status",
    sortBy: (plan) => plan.valid_until,
    cell: (plan) =>
      plan.valid_until === null ? <State kind="good">In force</State> : <State kind="stopped">Ended</State>,
  },
  { header: "Since", sortBy: (plan) => plan.valid_from, cell: (plan) => <Moment at={plan.valid_from} /> },
  { header: "Until", sortBy: (plan) => plan.valid_until, cell: until },
];

function until(plan: PricingPlan) {
  return plan.valid_until === null ? "Open" : <Moment at={plan.valid_until} />;
}
