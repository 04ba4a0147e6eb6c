import { PasswordInput, Select, Stack, TextInput } from "@mantine/core";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import type { Role } from "../../session/session";
import { useOperator } from "../../session/useSession";
import { ROLES, roleOptions, rolesToGive } from "./roles";

/** Makes an operator, with one of the roles that whoever is signed in may give. */
export function NewOperator({ onClose }: { onClose: () => void }) {
  const { role: own } = useOperator();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { display_name: "", email: "", password: "", role: "user" as Role },
    send: (body) => read(api.POST("/api/admin-users", { body })),
    done: ({ display_name }) => `${display_name} can sign in now.`,
    onDone: onClose,
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label="Name" required data-autofocus autoComplete="off" {...form.getInputProps("display_name")} />
        <TextInput
          label="Email"
          description="They sign in with it."
          type="email"
          required
          autoComplete="off"
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label="First password"
          description="At least 12 characters. Tell it to them, and let them change it under Account."
          required
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
        <Select
          label="Role"
          description={ROLES[form.values.role].about}
          data={roleOptions(rolesToGive(own))}
          allowDeselect={false}
          required
          {...form.getInputProps("role")}
        />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Create operator" onCancel={onClose} />
    </form>
  );
}
