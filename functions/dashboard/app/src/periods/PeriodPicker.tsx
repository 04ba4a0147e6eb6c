import { Group, Select, TextInput } from "@mantine/core";
import { type Days, PERIODS, type PeriodName, type PeriodSearch } from "./period";

/** Chooses the period of a report: one that moves with the day, or two days. */
export function PeriodPicker({
  search,
  otherwise,
  days,
  onChange,
}: {
  search: PeriodSearch;
  /** The period where the address bar says none. */
  otherwise: PeriodName;
  days: Days;
  onChange: (search: PeriodSearch) => void;
}) {
  const own = search.start_date !== undefined;
  const set = (change: Partial<Days>) => {
    const next = { ...days, ...change };
    // The end that was set pulls the other one along.
    if (next.start_date > next.end_date) {
      if (change.start_date !== undefined) next.end_date = next.start_date;
      else next.start_date = next.end_date;
    }
    onChange(next);
  };
  return (
    <Group gap="xs" align="end">
      <Select
        label="Period"
        w={160}
        allowDeselect={false}
        data={[
          ...Object.entries(PERIODS).map(([value, label]) => ({ value, label })),
          ...(own ? [{ value: "own", label: "Chosen days" }] : []),
        ]}
        value={own ? "own" : (search.period ?? otherwise)}
        onChange={(value) => {
          if (value === null || value === "own") return;
          onChange(value === otherwise ? {} : { period: value as PeriodName });
        }}
      />
      <DayInput label="From" value={days.start_date} onChange={(start_date) => set({ start_date })} />
      <DayInput label="To" value={days.end_date} onChange={(end_date) => set({ end_date })} />
    </Group>
  );
}

/** Chooses a day of UTC. It tells of a day once it is left, or with Enter; of an empty text only where it may be empty. */
export function DayInput({
  label,
  value,
  onChange,
  mayBeEmpty = false,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  mayBeEmpty?: boolean;
}) {
  return (
    <TextInput
      // A half-typed day is none: the field keeps what is typed until it is one.
      key={value}
      type="date"
      label={label}
      aria-label={`${label} (UTC)`}
      w={150}
      defaultValue={value}
      onBlur={({ currentTarget }) => {
        if ((mayBeEmpty || currentTarget.value !== "") && currentTarget.value !== value) onChange(currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}
