import { MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { GroupTermsFields, type GroupTermsValues, groupTerms } from "../access-groups/GroupTermsFields";
import { BALANCING, BALANCING_OPTIONS, type Balancing } from "./balancing";
import { useMemberOptions } from "./members/useMemberOptions";

type Values = GroupTermsValues & { group_name: string; balancing: Balancing; models: string[] };

/** Makes a model group. Its members are ordered on its own page. */
export function NewModelGroup({ onCancel }: { onCancel: () => void }) {
  const navigate = useNavigate();
  const options = useMemberOptions([]);
  const initialValues: Values = {
    group_name: "",
    display_name: "",
    description: "",
    status: "active",
    balancing: "priority",
    models: [],
  };
  const { form, submit, error, isSending } = useApiForm({
    initialValues,
    send: (values) =>
      read(
        api.POST("/api/model-groups/create", {
          body: {
            ...groupTerms(values),
            group_name: values.group_name.trim(),
            balancing: values.balancing,
            // In order they have priorities of their own; otherwise they begin as one step.
            models: values.models.map((model_name, index) => ({
              model_name,
              priority: values.balancing === "priority" ? index : 0,
              weight: 1,
            })),
          },
        }),
      ),
    done: (group) => `The model group ${group.group_name} was made.`,
    onDone: (group) => void navigate({ to: "/model-groups/$groupName", params: { groupName: group.group_name } }),
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="What teams call. Letters, digits and . _ : @ -. It cannot be changed later."
          autoComplete="off"
          required
          data-autofocus
          {...form.getInputProps("group_name")}
        />
        <Select
          label="Balancing"
          description={BALANCING[form.values.balancing].about}
          data={BALANCING_OPTIONS}
          allowDeselect={false}
          {...form.getInputProps("balancing")}
        />
        <MultiSelect
          label="Members"
          description="Aliases, or models of the catalogue, in the order in which they are tried"
          data={options}
          searchable
          clearable
          nothingFoundMessage="There is no such alias or model"
          {...form.getInputProps("models")}
        />
        <GroupTermsFields form={form} />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Create model group" onCancel={onCancel} />
    </form>
  );
}
