import { Select, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { GROUP_STATUS_OPTIONS, type GroupStatus } from "./groupStatus";

/** How a group of models is described: the fields that access groups and model groups have in common. */
export type GroupTermsValues = { display_name: string; description: string; status: GroupStatus };

/** The fields of how a group is described. */
export function GroupTermsFields<V extends GroupTermsValues>({ form }: { form: UseFormReturnType<V> }) {
  const field = (name: keyof GroupTermsValues) => form.getInputProps(name as never);
  return (
    <>
      <TextInput label="Display name" description="The name for people" autoComplete="off" {...field("display_name")} />
      <Textarea label="Description" description="What operators note" autosize minRows={2} {...field("description")} />
      <Select
        label="Status"
        description="An inactive group gives its teams nothing"
        data={GROUP_STATUS_OPTIONS}
        allowDeselect={false}
        {...field("status")}
      />
    </>
  );
}

/** What is sent of them. */
export function groupTerms(values: GroupTermsValues) {
  return {
    display_name: values.display_name.trim() || undefined,
    description: values.description,
    status: values.status,
  };
}

/** The fields of a group that there is. */
export function groupTermsValues(group: {
  display_name: string;
  description: string | null;
  status: GroupStatus;
}): GroupTermsValues {
  return { display_name: group.display_name, description: group.description ?? "", status: group.status };
}
