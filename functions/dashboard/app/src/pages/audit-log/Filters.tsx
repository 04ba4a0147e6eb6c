import { Button, Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import { DayInput } from "../../periods/PeriodPicker";
import { FilterText } from "../../pickers/FilterText";
import { withChoice } from "../../pickers/Picker";
import type { AuditSearch } from "./routes";
import { actionInWords, KNOWN_ACTIONS, KNOWN_KINDS, kindInWords } from "./words";

const ACTION_OPTIONS = KNOWN_ACTIONS.map((value) => ({ value, label: actionInWords(value) }));
const KIND_OPTIONS = KNOWN_KINDS.map((value) => ({ value, label: kindInWords(value) }));

/** The filters of the audit log: operator, action, resource and dates. */
export function Filters({
  search,
  onChange,
  onClear,
}: {
  search: AuditSearch;
  onChange: (change: Partial<AuditSearch>) => void;
  /** Takes all filters away; null where there are none. */
  onClear: (() => void) | null;
}) {
  const operators = useQuery({
    queryKey: ["operators", "options"],
    queryFn: async ({ signal }) => {
      const all = await read(api.GET("/api/admin-users", { params: { query: { limit: 500 } }, signal }));
      return all.map(({ user_id, email }) => ({ value: user_id, label: email }));
    },
  });
  return (
    <Group gap="sm" align="end">
      <Select
        label="Operator"
        placeholder="Anybody"
        data={withChoice(operators.data ?? [], search.user_id ?? null, null)}
        value={search.user_id ?? null}
        onChange={(value) => onChange({ user_id: value ?? undefined })}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "Clear operator" }}
        w={{ base: "100%", xs: 220 }}
      />
      <Select
        label="Action"
        placeholder="Any"
        data={withChoice(ACTION_OPTIONS, search.action ?? null, null)}
        value={search.action ?? null}
        onChange={(value) => onChange({ action: value ?? undefined })}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "Clear action" }}
        w={{ base: "100%", xs: 220 }}
      />
      <Select
        label="Done to"
        placeholder="Anything"
        data={withChoice(KIND_OPTIONS, search.resource_type ?? null, null)}
        value={search.resource_type ?? null}
        onChange={(value) => onChange({ resource_type: value ?? undefined })}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "Clear what it was done to" }}
        w={{ base: "100%", xs: 170 }}
      />
      <FilterText
        label="Its id or name"
        placeholder="Exactly"
        maxLength={255}
        value={search.resource_id}
        onChange={(resource_id) => onChange({ resource_id })}
        w={{ base: "100%", xs: 200 }}
      />
      <DayInput
        label="From"
        mayBeEmpty
        value={search.from ?? ""}
        onChange={(from) => onChange({ from: from === "" ? undefined : from })}
      />
      <DayInput
        label="To"
        mayBeEmpty
        value={search.to ?? ""}
        onChange={(to) => onChange({ to: to === "" ? undefined : to })}
      />
      {onClear !== null && (
        <Button variant="default" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </Group>
  );
}
