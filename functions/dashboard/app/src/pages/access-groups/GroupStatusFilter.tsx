import { Select } from "@mantine/core";
import { GROUP_STATUS_OPTIONS, type GroupStatus } from "./groupStatus";

/** Filters a list of groups by their state. */
export function GroupStatusFilter({
  value,
  onChange,
}: {
  value: GroupStatus | undefined;
  onChange: (value: GroupStatus | undefined) => void;
}) {
  return (
    <Select
      aria-label="Status"
      placeholder="Any status"
      data={GROUP_STATUS_OPTIONS}
      value={value ?? null}
      onChange={(chosen) => onChange((chosen as GroupStatus | null) ?? undefined)}
      clearable
      w={170}
    />
  );
}
