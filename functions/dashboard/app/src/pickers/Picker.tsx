import { type ComboboxItem, Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

/** What every picker takes: it is a field of a form, or a filter. */
export type PickerProps = {
  value?: string | null;
  onChange: (value: string | null) => void;
  label?: string;
} & Pick<
  SelectProps,
  "aria-label" | "clearable" | "description" | "disabled" | "error" | "placeholder" | "required" | "w"
>;

/** Chooses one of a long list of which the API finds what is typed. */
export function Picker({
  queryKey,
  find,
  value = null,
  onChange,
  ...field
}: PickerProps & {
  queryKey: readonly unknown[];
  /** Asks the API; without a text for the first of the list. */
  find: (search: string | undefined, signal: AbortSignal) => Promise<ComboboxItem[]>;
}) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<ComboboxItem | null>(null);
  const [typed] = useDebouncedValue(text.trim(), 200);
  // A field that shows its choice has the label of it as its text: that is no search.
  const labels = [value, chosen?.value === value ? chosen?.label : null];
  const asked = typed === "" || labels.includes(typed) ? undefined : typed;
  const found = useQuery({
    queryKey: [...queryKey, asked],
    queryFn: ({ signal }) => find(asked, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <Select
      {...field}
      data={withChoice(found.data ?? [], value, chosen)}
      value={value}
      onChange={(next, option) => {
        setChosen(option);
        onChange(next);
      }}
      searchable
      searchValue={text}
      onSearchChange={setText}
      // The API has searched already.
      filter={({ options }) => options}
      nothingFoundMessage={found.isError ? found.error.message : found.isFetching ? "Searching…" : "Nothing found"}
      maxDropdownHeight={320}
      allowDeselect={false}
    />
  );
}

/** The options with what is chosen among them, though the API may not have found it. */
export function withChoice(
  options: readonly ComboboxItem[],
  value: string | null,
  chosen: ComboboxItem | null,
): ComboboxItem[] {
  if (value === null || options.some((option) => option.value === value)) return [...options];
  return [chosen?.value === value ? chosen : { value, label: value }, ...options];
}
