import { PasswordInput, Stack } from "@mantine/core";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { Section } from "../../layout/Section";

const EMPTY = { current_password: "", new_password: "" };

/** Changes one's own password. */
export function ChangePassword({ email }: { email: string }) {
  const { form, submit, error, isSending } = useApiForm({
    initialValues: EMPTY,
    send: (body) => read(api.POST("/api/admin-users/me/change-password", { body })),
    done: ({ message }) => message,
    // What was sent would be what the form goes back to.
    onDone: () => {
      form.setInitialValues(EMPTY);
      form.reset();
    },
  });
  return (
    <Section title="Password" about="All your other sessions end when you change it.">
      <form onSubmit={submit}>
        {/* Tells password managers whose password it is. */}
        <input name="username" autoComplete="username" value={email} readOnly hidden />
        <Stack maw={420} gap="sm">
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            {...form.getInputProps("current_password")}
          />
          <PasswordInput
            label="New password"
            description="At least 12 characters, and none of the most common ones."
            autoComplete="new-password"
            required
            {...form.getInputProps("new_password")}
          />
          <FormEnd error={error} isSending={isSending} action="Change password" disabled={!form.isDirty()} />
        </Stack>
      </form>
    </Section>
  );
}
