import { PasswordInput, SegmentedControl, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { api, read } from "../../api/client";
import { FormEnd } from "../../forms/FormEnd";
import { useApiForm } from "../../forms/useApiForm";
import type { Provider } from "../../pickers/providers";
import { PROVIDER_OPTIONS } from "../models/providers";
import { failureOf } from "../provider-keys/words";
import { SIMULATOR_KEY } from "./simulators";
import { useFactsAnew } from "./useProgress";
import { useSimulators } from "./useSimulators";

/** Stores the provider key that the organization's calls are made with, and tries it out. */
export function ProviderKeyStep({ organizationId, onDone }: { organizationId: string; onDone: () => void }) {
  const simulators = useSimulators().data ?? {};
  const hasSimulator = Object.keys(simulators).length > 0;
  const [which, setWhich] = useState<"real" | "simulator">("real");
  const isSimulated = hasSimulator && which === "simulator";
  const loadFacts = useFactsAnew();
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { provider: "openai" as Provider, api_key: "" },
    send: async ({ provider, api_key }) => {
      const stored = await read(
        api.POST("/api/provider-credentials/create", {
          body: {
            organization_id: organizationId,
            provider,
            credential_name: isSimulated ? "simulator" : "Main",
            api_key: isSimulated ? SIMULATOR_KEY : api_key.trim(),
            api_base: isSimulated ? (simulators[provider] ?? null) : null,
            priority: 0,
            is_active: true,
          },
        }),
      );
      await tryOut(stored.credential_id);
      await loadFacts();
      return stored;
    },
    onDone,
  });
  const options = PROVIDER_OPTIONS.filter(({ value }) => !isSimulated || simulators[value] !== undefined);
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack gap="sm">
        {hasSimulator && (
          <SegmentedControl
            aria-label="Which provider"
            value={which}
            onChange={(value) => setWhich(value === "simulator" ? "simulator" : "real")}
            data={[
              { value: "real", label: "A real provider" },
              { value: "simulator", label: "The simulator" },
            ]}
            style={{ alignSelf: "start" }}
          />
        )}
        {isSimulated && (
          <Text size="sm" c="dimmed">
            It answers as the provider does, without an account and without costs outside these books.
          </Text>
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select label="Provider" data={options} allowDeselect={false} required {...form.getInputProps("provider")} />
          {!isSimulated && (
            <PasswordInput
              label="Provider key"
              description="It is sealed, and cannot be read back."
              autoComplete="off"
              required
              {...form.getInputProps("api_key")}
            />
          )}
        </SimpleGrid>
      </Stack>
      <FormEnd error={error} isSending={isSending} action="Store and test key" />
    </form>
  );
}

/** Tries a key with a small call. A key that fails stays stored: it can be replaced on its own page. */
async function tryOut(credential_id: string): Promise<void> {
  const path = { credential_id };
  try {
    const test = await read(api.POST("/api/provider-credentials/{credential_id}/test", { params: { path }, body: {} }));
    notifications.show(
      test.ok
        ? { message: "The key is stored, and the provider answers.", color: "green" }
        : { title: "The key is stored, but does not work", message: failureOf(test.error), color: "red" },
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : "It could not be tested.";
    notifications.show({ title: "The key is stored, but could not be tested", message, color: "yellow" });
  }
}
