import { MultiSelect } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { ifMatch } from "../../forms/ifMatch";
import { useApiForm } from "../../forms/useApiForm";
import type { Edition } from "../../forms/useEdition";
import { Section } from "../../layout/Section";
import { useAliasOptions } from "./useAliasOptions";

type AccessGroup = Schemas["AccessGroup"];

/** Chooses the aliases that an access group gives. */
export function MembersForm({ edited }: { edited: Edition<AccessGroup> }) {
  const group = edited.edition;
  const aliases = useAliasOptions();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { model_aliases: group.model_aliases.map((member) => member.model_alias) },
    onValuesChange: edited.hold,
    send: (body) =>
      read(
        api.PUT("/api/model-access-groups/{group_name}/models", {
          params: { path: { group_name: group.group_name } },
          headers: ifMatch(group),
          body,
        }),
      ),
    done: "Its aliases were changed.",
    onDone: edited.adopt,
  });
  const known = aliases.data ?? [];
  // What is chosen has to be offered, though the first 500 may lack it.
  const lacking = form.values.model_aliases.filter((alias) => known.every(({ value }) => value !== alias));
  return (
    <Section title="Choose its aliases" about="What is not chosen cannot be called by this group's teams from then on.">
      <form onSubmit={submit}>
        <MultiSelect
          label="Aliases"
          data={[...known, ...lacking.map((alias) => ({ value: alias, label: alias }))]}
          searchable
          clearable
          nothingFoundMessage="There is no such alias"
          {...form.getInputProps("model_aliases")}
        />
        <FormEnd
          error={error}
          isSending={isSending}
          action="Save aliases"
          onReload={edited.reload}
          disabled={!form.isDirty()}
        />
      </form>
    </Section>
  );
}
