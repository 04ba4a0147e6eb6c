import { MultiSelect, type MultiSelectProps } from "@mantine/core";
import { optionsOf, useAccessGroups } from "./groups";

/** Chooses access groups. Inactive ones are marked: they give nothing. */
export function AccessGroupsInput(props: Omit<MultiSelectProps, "data">) {
  const groups = useAccessGroups();
  return (
    <MultiSelect
      label="Access groups"
      description="The team may call the aliases of these groups."
      placeholder={props.value?.length ? undefined : "Choose access groups"}
      searchable
      clearable
      hidePickedOptions
      nothingFoundMessage={groups.isError ? groups.error.message : groups.isPending ? "Loading…" : "Nothing found"}
      {...props}
      data={optionsOf(groups.data, props.value)}
    />
  );
}
