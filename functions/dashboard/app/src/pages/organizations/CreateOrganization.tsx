import { Drawer, NumberInput, Stack, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { api, read } from "../../api/client";
import { showSecret } from "../../dialogs/Secret";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { AccessGroupsInput } from "../teams/access/AccessGroupsInput";
import { blankIs, numberOf } from "../teams/terms/fields";

/** The form for a new organization. The key of its default team is shown once. */
export function CreateOrganization({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Drawer opened={opened} onClose={close} title="New organization" position="right" size="md">
      <NewOrganizationForm close={close} />
    </Drawer>
  );
}

function NewOrganizationForm({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: {
      organization_id: "",
      name: "",
      create_default_team: true,
      default_team_name: "",
      default_team_access_groups: [] as string[],
      default_team_credits: "" as number | string,
    },
    send: (values) =>
      read(
        api.POST("/api/organizations/create", {
          body: {
            organization_id: values.organization_id.trim(),
            name: values.name,
            create_default_team: values.create_default_team,
            ...(values.create_default_team && {
              default_team_name: blankIs(undefined, values.default_team_name),
              default_team_access_groups: values.default_team_access_groups,
              default_team_credits: numberOf(values.default_team_credits) ?? undefined,
            }),
          },
        }),
      ),
    onDone: ({ organization_id, name, default_team }) => {
      notifications.show({ message: `${name} was made.`, color: "green" });
      const key = default_team?.virtual_key ?? null;
      // Only then the key: a dialog over this form would be closed together with it.
      void navigate({ to: "/organizations/$organizationId", params: { organizationId: organization_id } }).finally(
        () => {
          if (key !== null) showSecret(`The first key of ${default_team?.team_id}`, "Virtual key", key);
        },
      );
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="For people."
          required
          maxLength={500}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <TextInput
          label="Id"
          description="Letters, digits and . _ : @ -. It cannot be changed later."
          required
          maxLength={255}
          autoComplete="off"
          {...form.getInputProps("organization_id")}
        />
        <Switch
          label="Make a default team"
          description="With a virtual key, so that it can call at once."
          {...form.getInputProps("create_default_team", { type: "checkbox" })}
        />
        {form.values.create_default_team && (
          <>
            <TextInput label="Name of the team" maxLength={500} {...form.getInputProps("default_team_name")} />
            <AccessGroupsInput {...form.getInputProps("default_team_access_groups")} />
            <NumberInput
              label="Credits"
              description="What the team is given to begin with."
              thousandSeparator=","
              allowDecimal={false}
              allowNegative={false}
              hideControls
              {...form.getInputProps("default_team_credits")}
            />
          </>
        )}
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Create organization" onCancel={close} />
    </form>
  );
}
