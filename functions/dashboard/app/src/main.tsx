import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./theme/global.css";

import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/error";
import { router } from "./router";
import { session } from "./session/session";
import { theme, variables } from "./theme/theme";

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Only what may pass is asked again.
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isPassing,
    },
  },
});

// What one operator has loaded is not shown to another, who has signed in here or in another window.
let seenBy: string | null = null;
session.subscribe(() => {
  const state = session.state;
  const now = state.status === "signed-in" ? state.operator.user_id : null;
  if (seenBy !== null && now === null) queryClient.clear();
  if (seenBy !== null && now !== null && now !== seenBy) void queryClient.resetQueries();
  seenBy = now;
});
void session.resume();

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root.");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <ModalsProvider modalProps={{ size: "md" }}>
          {/* Not over the buttons at the end of forms. */}
          <Notifications position="top-center" autoClose={6000} />
          <RouterProvider router={router} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
