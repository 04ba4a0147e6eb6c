import { MultiSelect, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { GroupTermsFields, type GroupTermsValues, groupTerms } from "./GroupTermsFields";
import { useAliasOptions } from "./useAliasOptions";

type Values = GroupTermsValues & { group_name: string; model_aliases: string[] };

/** Makes an access group. */
export function NewAccessGroup({ onCancel }: { onCancel: () => void }) {
  const navigate = useNavigate();
  const aliases = useAliasOptions();
  const initialValues: Values = {
    group_name: "",
    display_name: "",
    description: "",
    status: "active",
    model_aliases: [],
  };
  const { form, submit, error, isSending } = useApiForm({
    initialValues,
    send: (values) =>
      read(
        api.POST("/api/model-access-groups/create", {
          body: {
            ...groupTerms(values),
            group_name: values.group_name.trim(),
            model_aliases: values.model_aliases,
          },
        }),
      ),
    done: (group) => `The access group ${group.group_name} was made.`,
    onDone: (group) => void navigate({ to: "/access-groups/$groupName", params: { groupName: group.group_name } }),
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="Letters, digits and . _ : @ -. It cannot be changed later."
          autoComplete="off"
          required
          data-autofocus
          {...form.getInputProps("group_name")}
        />
        <MultiSelect
          label="Aliases"
          description="What its teams may call"
          data={aliases.data ?? []}
          searchable
          clearable
          nothingFoundMessage="There is no such alias"
          {...form.getInputProps("model_aliases")}
        />
        <GroupTermsFields form={form} />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Create access group" onCancel={onCancel} />
    </form>
  );
}
