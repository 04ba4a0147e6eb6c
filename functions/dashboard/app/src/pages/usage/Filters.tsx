import { Button, Select, SimpleGrid, TextInput } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { FilterText } from "../../pickers/FilterText";
import { ModelPicker } from "../../pickers/ModelPicker";
import { OrganizationPicker } from "../../pickers/OrganizationPicker";
import { ProviderPicker } from "../../pickers/ProviderPicker";
import { TeamPicker } from "../../pickers/TeamPicker";
import { GROUPS } from "./groups";
import { presets } from "./presets";
import type { UsageGroup } from "./report";
import { daysOf, type UsageSearch } from "./search";

/** What a report is about: its days, its groups and what is left out. All of it is in the address bar. */
export function Filters({ search, onChange }: { search: UsageSearch; onChange: (change: UsageSearch) => void }) {
  const { first, last } = daysOf(search);
  const offered = presets(search.organization_id !== undefined || search.team_id !== undefined);
  const preset = offered.find((one) => one.first === first && one.last === last);
  const { organization_id, team_id, job_type, model, provider } = search;
  const isFiltered = [organization_id, team_id, job_type, model, provider].some((value) => value !== undefined);
  return (
    <section aria-label="What the report is about">
      <SimpleGrid cols={{ base: 2, md: 3, lg: 5 }} spacing="sm">
        <Select
          label="Group by"
          data={GROUPS.map(({ value, label }) => ({ value, label }))}
          value={search.group_by ?? "day"}
          allowDeselect={false}
          onChange={(value) => onChange({ group_by: (value ?? undefined) as UsageGroup | undefined })}
        />
        <Select
          label="Period"
          placeholder="Days of your choice"
          data={offered.map(({ value, label }) => ({ value, label }))}
          value={preset?.value ?? null}
          allowDeselect={false}
          onChange={(value) => {
            const chosen = offered.find((one) => one.value === value);
            if (chosen) onChange({ start_date: chosen.first, end_date: chosen.last });
          }}
        />
        <TextInput
          type="date"
          label="First day (UTC)"
          value={first}
          max={last}
          onChange={(event) =>
            event.currentTarget.value && onChange({ start_date: event.currentTarget.value, end_date: last })
          }
        />
        <TextInput
          type="date"
          label="Last day (UTC)"
          value={last}
          min={first}
          onChange={(event) =>
            event.currentTarget.value && onChange({ start_date: first, end_date: event.currentTarget.value })
          }
        />
        <OrganizationPicker
          label="Organization"
          value={organization_id ?? null}
          clearable
          onChange={(value) => onChange({ organization_id: value ?? undefined, team_id: undefined })}
        />
        <TeamPicker
          label="Team"
          organizationId={organization_id}
          value={team_id ?? null}
          clearable
          onChange={(value) => onChange({ team_id: value ?? undefined })}
        />
        <FilterText
          label="Job type"
          placeholder="Any job type"
          value={job_type}
          maxLength={200}
          onChange={(value) => onChange({ job_type: value })}
        />
        <ModelPicker
          label="Model"
          value={model ?? null}
          clearable
          onChange={(value) => onChange({ model: value ?? undefined })}
        />
        <ProviderPicker value={provider} onChange={(value) => onChange({ provider: value })} />
        <Button
          variant="default"
          leftSection={<IconFilterOff aria-hidden size={16} />}
          disabled={!isFiltered}
          style={{ alignSelf: "end" }}
          onClick={() =>
            onChange({
              organization_id: undefined,
              team_id: undefined,
              job_type: undefined,
              model: undefined,
              provider: undefined,
            })
          }
        >
          Clear filters
        </Button>
      </SimpleGrid>
    </section>
  );
}
