import { Stack } from "@mantine/core";
import { api, read, type Schemas } from "../../../api/client";
import { FormEnd } from "../../../forms/FormEnd";
import { ifMatch } from "../../../forms/ifMatch";
import { useApiForm } from "../../../forms/useApiForm";
import type { Edition } from "../../../forms/useEdition";
import { Section } from "../../../layout/Section";
import { BALANCING } from "../balancing";
import { MembersEditor } from "./MembersEditor";
import { membersToSend, type Steps, stepsOf } from "./steps";

type ModelGroup = Schemas["ModelGroup"];

/** Changes the members of a model group and their order. */
export function MembersForm({ edited }: { edited: Edition<ModelGroup> }) {
  const group = edited.edition;
  const params = { path: { group_name: group.group_name } };
  const initialValues: { models: Steps } = { models: stepsOf(group.models, group.balancing) };
  const { form, submit, error, isSending } = useApiForm({
    initialValues,
    onValuesChange: edited.hold,
    send: async ({ models }) => {
      const body = { models: membersToSend(models) };
      await read(api.PUT("/api/model-groups/{group_name}/models", { params, headers: ifMatch(group), body }));
      // The answer has the members only, and not when the group was changed.
      return read(api.GET("/api/model-groups/{group_name}", { params }));
    },
    done: "Its members were changed.",
    onDone: edited.adopt,
  });
  return (
    <Section title="Members" about={BALANCING[group.balancing].about}>
      <form onSubmit={submit}>
        <Stack>
          <MembersEditor
            steps={form.values.models}
            balancing={group.balancing}
            onChange={(steps) => form.setFieldValue("models", steps)}
          />
        </Stack>
        <FormEnd
          error={error}
          isSending={isSending}
          action="Save members"
          onReload={edited.reload}
          disabled={!form.isDirty()}
        />
      </form>
    </Section>
  );
}
