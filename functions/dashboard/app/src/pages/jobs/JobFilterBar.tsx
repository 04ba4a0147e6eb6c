import { Button, Group, NativeSelect, SimpleGrid, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FilterText } from "../../pickers/FilterText";
import { OrganizationPicker } from "../../pickers/OrganizationPicker";
import { TeamPicker } from "../../pickers/TeamPicker";
import { JOB_STATES } from "./JobState";
import { JOB_STATUSES, type JobFilters } from "./routes";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const STATUSES = [
  { value: "", label: "Any state" },
  ...JOB_STATUSES.map((status) => ({ value: status as string, label: JOB_STATES[status].word })),
];

/** The filters of the list of jobs, which live in the address bar, and the way to a job whose id is known. */
export function JobFilterBar({ filters }: { filters: JobFilters }) {
  const navigate = useNavigate({ from: "/jobs" });
  const set = (change: JobFilters) => void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 5 }} spacing="sm">
      <OpenJob />
      <OrganizationPicker
        label="Organization"
        value={filters.organization_id ?? null}
        onChange={(id) => set({ organization_id: id ?? undefined, team_id: undefined })}
        clearable
      />
      <TeamPicker
        label="Team"
        organizationId={filters.organization_id}
        value={filters.team_id ?? null}
        onChange={(id) => set({ team_id: id ?? undefined })}
        clearable
      />
      <NativeSelect
        label="State"
        data={STATUSES}
        value={filters.status ?? ""}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          set({ status: JOB_STATUSES.find((status) => status === chosen) });
        }}
      />
      <FilterText
        label="Job type"
        placeholder="Any type"
        value={filters.job_type}
        onChange={(job_type) => set({ job_type })}
        maxLength={100}
      />
      <FilterText
        label="Client's own id"
        placeholder="external_task_id"
        value={filters.external_task_id}
        onChange={(external_task_id) => set({ external_task_id })}
        maxLength={255}
      />
      <FilterText
        label="Client's own user"
        placeholder="user_id"
        value={filters.user_id}
        onChange={(user_id) => set({ user_id })}
        maxLength={255}
      />
      <TextInput
        type="date"
        label="From (UTC day)"
        value={filters.start_date ?? ""}
        max={filters.end_date}
        onChange={(event) => set({ start_date: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label="To (UTC day)"
        value={filters.end_date ?? ""}
        min={filters.start_date}
        onChange={(event) => set({ end_date: event.currentTarget.value || undefined })}
      />
      <Group align="end">
        <Button variant="default" disabled={!isFiltered} onClick={() => void navigate({ search: {}, replace: true })}>
          Clear filters
        </Button>
      </Group>
    </SimpleGrid>
  );
}

/** Opens a job by its id. */
function OpenJob() {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const id = text.trim();
        if (UUID.test(id)) void navigate({ to: "/jobs/$jobId", params: { jobId: id.toLowerCase() } });
        else setError("An id has 36 characters: digits, letters and four hyphens.");
      }}
    >
      <TextInput
        role="searchbox"
        label="Job id"
        placeholder="Paste an id, then Enter"
        leftSection={<IconSearch aria-hidden size={16} />}
        value={text}
        error={error}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setError(null);
        }}
      />
    </form>
  );
}
