import { Alert, Anchor, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { BY_COOKIE, session } from "../../session/session";
import { useSession } from "../../session/useSession";
import { Loaded } from "../../states/Loaded";
import { Door } from "./Door";
import { PasswordField } from "./PasswordField";

/** Makes the first operator, an owner, with the deployment's admin key. */
export function SetUpPage() {
  const state = useSession();
  const [isNew, setIsNew] = useState(false);
  const status = useQuery({
    queryKey: ["set-up"],
    queryFn: ({ signal }) => read(api.GET("/api/admin-users/setup/status", { signal })),
  });
  if (state.status === "signed-in") return <Navigate to={isNew ? "/first-steps" : "/"} replace />;
  return (
    <Door title="First set-up" about="This makes the first operator, an owner, who can then invite the others.">
      <Loaded query={status} lines={4}>
        {({ needs_setup }) => (needs_setup ? <SetUpForm onDone={() => setIsNew(true)} /> : <AlreadySetUp />)}
      </Loaded>
    </Door>
  );
}

function AlreadySetUp() {
  return (
    <Alert variant="outline">
      This deployment has been set up.{" "}
      <Anchor component={Link} to="/sign-in" inherit underline="always">
        Sign in
      </Anchor>
    </Alert>
  );
}

/** The admin key that a link brought along: after `#`, which no server gets to see. */
function keyOfLink(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get("admin-key") ?? "";
}

function SetUpForm({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { admin_key: keyOfLink(), display_name: "", email: "", password: "" },
    send: ({ admin_key, ...body }) =>
      read(api.POST("/api/admin-users/setup", { body, headers: { ...BY_COOKIE, "x-admin-key": admin_key } })),
    onDone: (login) => {
      queryClient.clear();
      onDone();
      session.begin(login);
    },
  });
  // The key does not stay in the address bar or in the history.
  useEffect(() => {
    if (window.location.hash !== "") history.replaceState(history.state, "", window.location.pathname);
  }, []);
  return (
    <form onSubmit={submit}>
      <Stack>
        <PasswordInput
          label="Admin key"
          description="The deployment's TOLLGATE_ADMIN_KEY. It is asked for this once."
          autoComplete="off"
          required
          {...form.getInputProps("admin_key")}
        />
        <TextInput label="Your name" name="name" autoComplete="name" required {...form.getInputProps("display_name")} />
        <TextInput
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          required
          {...form.getInputProps("email")}
        />
        <PasswordField
          label="Password"
          name="new-password"
          description="At least 12 characters, and none of the most common ones."
          autoComplete="new-password"
          required
          {...form.getInputProps("password")}
        />
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Set up" />
      <Text size="sm" c="dimmed" mt="sm">
        Already set up?{" "}
        <Anchor component={Link} to="/sign-in" inherit underline="always">
          Sign in
        </Anchor>
      </Text>
    </form>
  );
}
