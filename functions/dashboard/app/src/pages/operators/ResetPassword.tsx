import { PasswordInput, Stack, Text } from "@mantine/core";
import { api, read, type Schemas } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";

/** Sets another operator's password. Owners do it for those who have forgotten theirs. */
export function ResetPassword({ operator, onClose }: { operator: Schemas["AdminUser"]; onClose: () => void }) {
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { new_password: "" },
    send: (body) => {
      const path = { user_id: operator.user_id };
      return read(api.POST("/api/admin-users/{user_id}/change-password", { params: { path }, body }));
    },
    done: ({ message }) => message,
    onDone: onClose,
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          {operator.display_name} is signed out everywhere, and signs in with the new password from then on.
        </Text>
        <PasswordInput
          label="New password"
          description="At least 12 characters, and none of the most common ones."
          required
          data-autofocus
          autoComplete="new-password"
          {...form.getInputProps("new_password")}
        />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Set password" onCancel={onClose} />
    </form>
  );
}
