import { Alert, Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate, useNavigate } from "@tanstack/react-router";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import { BY_COOKIE, session } from "../../session/session";
import { useSession } from "../../session/useSession";
import { Door } from "./Door";
import { PasswordField } from "./PasswordField";
import { useWait } from "./useWait";

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
  const wait = useWait(error);
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
          <Text size="sm">Tollgate could not be reached. If you were signed in, you still are.</Text>
          <Button size="xs" variant="default" mt="sm" onClick={() => void session.resume()}>
            Try again
          </Button>
        </Alert>
      )}
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Email"
            type="email"
            name="email"
            spellCheck={false}
            autoComplete="username"
            required
            autoFocus
            {...form.getInputProps("email")}
          />
          <PasswordField
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            {...form.getInputProps("password")}
          />
        </Stack>
        <FormEnd
          error={error}
          isSending={isSending}
          action={wait > 0 ? `Wait ${waitInWords(wait)}` : "Sign in"}
          disabled={wait > 0}
        />
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

/** A wait of so many seconds, as a button says it. */
function waitInWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
