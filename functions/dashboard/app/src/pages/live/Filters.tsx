import { Select, SimpleGrid } from "@mantine/core";
import { FilterText } from "../../pickers/FilterText";
import { ModelPicker } from "../../pickers/ModelPicker";
import { OrganizationPicker } from "../../pickers/OrganizationPicker";
import { ProviderPicker } from "../../pickers/ProviderPicker";
import { TeamPicker } from "../../pickers/TeamPicker";
import { type LiveFilter, STATUSES } from "./filter";

/** Which calls are followed. It is all in the address bar. */
export function Filters({ filter, onChange }: { filter: LiveFilter; onChange: (change: LiveFilter) => void }) {
  return (
    <section aria-label="Which calls are followed">
      <SimpleGrid cols={{ base: 2, md: 3, lg: 6 }} spacing="sm">
        <OrganizationPicker
          label="Organization"
          value={filter.organization_id ?? null}
          clearable
          onChange={(value) => onChange({ organization_id: value ?? undefined, team_id: undefined })}
        />
        <TeamPicker
          label="Team"
          organizationId={filter.organization_id}
          value={filter.team_id ?? null}
          clearable
          onChange={(value) => onChange({ team_id: value ?? undefined })}
        />
        <Select
          label="Status"
          placeholder="Any status"
          data={STATUSES.map(({ value, label }) => ({ value, label }))}
          value={filter.status ?? null}
          clearable
          clearButtonProps={{ "aria-label": "Clear status" }}
          onChange={(value) => onChange({ status: (value ?? undefined) as LiveFilter["status"] })}
        />
        <ModelPicker
          label="Model"
          value={filter.model ?? null}
          clearable
          onChange={(value) => onChange({ model: value ?? undefined })}
        />
        <ProviderPicker value={filter.provider} onChange={(value) => onChange({ provider: value })} />
        <FilterText
          label="Job type"
          placeholder="Any job type"
          value={filter.job_type}
          maxLength={100}
          onChange={(value) => onChange({ job_type: value })}
        />
      </SimpleGrid>
    </section>
  );
}
