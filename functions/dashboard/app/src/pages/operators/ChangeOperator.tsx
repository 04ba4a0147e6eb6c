import { Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { useOperator } from "../../session/useSession";
import { ROLES, rightsOver, roleOptions, rolesToGive } from "./roles";

/** Changes an operator's name, role, and whether they may sign in. Only what was changed is sent. */
export function ChangeOperator({ operator, onClose }: { operator: Schemas["AdminUser"]; onClose: () => void }) {
  const own = useOperator();
  const rights = rightsOver(own, operator);
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { display_name: operator.display_name, role: operator.role, is_active: operator.is_active },
    send: (values) => {
      const body: Schemas["OperatorChange"] = {
        ...(values.display_name !== operator.display_name && { display_name: values.display_name }),
        ...(values.role !== operator.role && { role: values.role }),
        ...(values.is_active !== operator.is_active && { is_active: values.is_active }),
      };
      const path = { user_id: operator.user_id };
      return read(api.PUT("/api/admin-users/{user_id}", { params: { path }, body }));
    },
    done: "The operator is changed.",
    onDone: onClose,
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{operator.email}</Text>
        <TextInput label="Name" required data-autofocus {...form.getInputProps("display_name")} />
        <Select
          label="Role"
          description={rights.changeRole ? ROLES[form.values.role].about : whyNoRole(own.user_id === operator.user_id)}
          data={roleOptions(rights.changeRole ? rolesToGive(own.role) : [operator.role])}
          allowDeselect={false}
          disabled={!rights.changeRole}
          {...form.getInputProps("role")}
        />
        {own.user_id !== operator.user_id && (
          <Switch
            label="Active"
            description="Who is not active cannot sign in; their sessions end at once."
            {...form.getInputProps("is_active", { type: "checkbox" })}
          />
        )}
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Save" onCancel={onClose} disabled={!form.isDirty()} />
    </form>
  );
}

function whyNoRole(isOwn: boolean): string {
  return isOwn ? "Nobody can change their own role." : "Only owners give other roles.";
}
