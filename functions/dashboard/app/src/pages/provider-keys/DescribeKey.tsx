import { NumberInput, SimpleGrid, TextInput } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { ifMatch } from "../../forms/ifMatch";
import { useApiForm } from "../../forms/useApiForm";
import type { Edition } from "../../forms/useEdition";
import { Section } from "../../layout/Section";

type Values = { credential_name: string; priority: number | "" };

/** Changes what a provider key is called, and when it is tried. */
export function DescribeKey({ edited }: { edited: Edition<Schemas["Credential"]> }) {
  const credential = edited.edition;
  const initialValues: Values = { credential_name: credential.credential_name, priority: credential.priority };
  const { form, submit, error, isSending } = useApiForm({
    initialValues,
    onValuesChange: edited.hold,
    send: ({ credential_name, priority }) =>
      read(
        api.PUT("/api/provider-credentials/{credential_id}", {
          params: { path: { credential_id: credential.credential_id } },
          headers: ifMatch(credential),
          body: { credential_name: credential_name.trim(), priority: priority === "" ? undefined : priority },
        }),
      ),
    done: "The key was changed.",
    onDone: edited.adopt,
  });
  return (
    <Section title="Name and priority">
      <form onSubmit={submit}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput
            label="Name"
            description="What operators call it"
            autoComplete="off"
            required
            {...form.getInputProps("credential_name")}
          />
          <NumberInput
            label="Priority"
            description="0 to 1,000. The lowest is tried first"
            min={0}
            max={1000}
            allowDecimal={false}
            allowNegative={false}
            required
            {...form.getInputProps("priority")}
          />
        </SimpleGrid>
        <FormEnd
          error={error}
          isSending={isSending}
          action="Save"
          onReload={edited.reload}
          disabled={!form.isDirty()}
        />
      </form>
    </Section>
  );
}
