import { Alert, Anchor, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate, useNavigate } from "@tanstack/react-router";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { BY_COOKIE, session } from "../../session/session";
import { useSession } from "../../session/useSession";
import { Door } from "./Door";

const route = getRouteApi("/sign-in");

/** Where operators sign in. Where there is none yet, it leads to the first set-up. */
export function SignInPage() {
  const { back, reason } = route.useSearch();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const state = useSession();
  const status = useQuery({
    queryKey: ["set-up"],
    queryFn: ({ signal }) => read(api.GET("/api/admin-users/setup/status", { signal })),
  });
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { email: "", password: "" },
    send: (values) => read(api.POST("/api/admin-users/login", { body: values, headers: BY_COOKIE })),
    onDone: (login) => {
      queryClient.clear();
      session.begin(login);
      void navigate({ to: back ?? "/", replace: true });
    },
  });
  if (state.status === "signed-in") return <Navigate to={back ?? "/"} replace />;
  if (status.data?.needs_setup) return <Navigate to="/set-up" replace />;
  return (
    <Door title="Sign in">
      {reason === "ended" && (
        <Alert color="yellow" variant="outline">
          Your session has ended. After signing in you come back to where you were.
        </Alert>
      )}
      {reason === "unreachable" && (
        <Alert color="red" variant="outline">
          Tollgate could not be reached. Try again in a moment.
        </Alert>
      )}
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            {...form.getInputProps("password")}
          />
        </Stack>
        <FormEnd error={error} isSending={isSending} action="Sign in" />
      </form>
      <Text size="sm" c="dimmed">
        Forgot your password? An owner can set a new one. Nobody has an account yet?{" "}
        <Anchor component={Link} to="/set-up" inherit underline="always">
          First set-up
        </Anchor>
      </Text>
    </Door>
  );
}
