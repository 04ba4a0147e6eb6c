import { Stack } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { ifMatch } from "../../forms/ifMatch";
import { useApiForm } from "../../forms/useApiForm";
import type { Edition } from "../../forms/useEdition";
import { Section } from "../../layout/Section";
import { GroupTermsFields, groupTerms, groupTermsValues } from "./GroupTermsFields";

/** Changes how an access group is described, and whether it is in use. */
export function DescribeAccessGroup({ edited }: { edited: Edition<Schemas["AccessGroup"]> }) {
  const group = edited.edition;
  const { form, submit, error, isSending } = useApiForm({
    initialValues: groupTermsValues(group),
    onValuesChange: edited.hold,
    send: (values) =>
      read(
        api.PUT("/api/model-access-groups/{group_name}", {
          params: { path: { group_name: group.group_name } },
          headers: ifMatch(group),
          body: groupTerms(values),
        }),
      ),
    done: "The access group was changed.",
    onDone: edited.adopt,
  });
  return (
    <Section title="Settings">
      <form onSubmit={submit}>
        <Stack maw={560}>
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
