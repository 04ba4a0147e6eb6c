import { Select, Stack } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { ifMatch } from "../../forms/ifMatch";
import { useApiForm } from "../../forms/useApiForm";
import type { Edition } from "../../forms/useEdition";
import { Section } from "../../layout/Section";
import {
  GroupTermsFields,
  type GroupTermsValues,
  groupTerms,
  groupTermsValues,
} from "../access-groups/GroupTermsFields";
import { BALANCING, BALANCING_OPTIONS, type Balancing } from "./balancing";

/** Changes how a model group is described and balances, and whether it is in use. */
export function DescribeModelGroup({ edited }: { edited: Edition<Schemas["ModelGroup"]> }) {
  const group = edited.edition;
  const initialValues: GroupTermsValues & { balancing: Balancing } = {
    ...groupTermsValues(group),
    balancing: group.balancing,
  };
  const { form, submit, error, isSending } = useApiForm({
    initialValues,
    onValuesChange: edited.hold,
    send: (values) =>
      read(
        api.PUT("/api/model-groups/{group_name}", {
          params: { path: { group_name: group.group_name } },
          headers: ifMatch(group),
          body: { ...groupTerms(values), balancing: values.balancing },
        }),
      ),
    done: "The model group was changed.",
    onDone: edited.adopt,
  });
  return (
    <Section title="Settings">
      <form onSubmit={submit}>
        <Stack maw={560}>
          <Select
            label="Balancing"
            description={BALANCING[form.values.balancing].about}
            data={BALANCING_OPTIONS}
            allowDeselect={false}
            {...form.getInputProps("balancing")}
          />
          <GroupTermsFields form={form} />
        </Stack>
        <FormEnd
          error={error}
          isSending={isSending}
          action="Save settings"
          onReload={edited.reload}
          disabled={!form.isDirty()}
        />
      </form>
    </Section>
  );
}
