import { Alert, Button, Group, Select, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, read, type Schemas } from "../../api/client";
import { duration } from "../../figures/decimal";
import { Section } from "../../layout/Section";
import { Failure } from "../../states/Failure";
import { failureOf } from "./words";

type Credential = Schemas["Credential"];
type Outcome = Schemas["CredentialTest"];

/** Tries a provider key out with one small call. */
export function TestKey({ credential }: { credential: Credential }) {
  const [alias, setAlias] = useState<string | null>(null);
  const { provider } = credential;
  const aliases = useQuery({
    queryKey: ["models", "of-provider", provider],
    queryFn: async ({ signal }) => {
      const query = { provider, limit: 500 };
      const models = await read(api.GET("/api/models", { params: { query }, signal }));
      return models.map(({ model_alias, actual_model }) => ({
        value: model_alias,
        label: model_alias === actual_model ? model_alias : `${model_alias} · ${actual_model}`,
      }));
    },
  });
  const test = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/provider-credentials/{credential_id}/test", {
          params: { path: { credential_id: credential.credential_id } },
          body: { model_alias: alias },
        }),
      ),
  });
  return (
    <Section
      title="Test"
      about="Makes one call of at most 16 tokens, whether the key is active or not. It is in no team's books."
    >
      <Group align="end" gap="sm">
        <Select
          label="Model"
          placeholder="A cheap one of the provider"
          data={aliases.data ?? []}
          value={alias}
          onChange={setAlias}
          searchable
          clearable
          nothingFoundMessage="No alias of this provider"
          w={{ base: "100%", sm: 320 }}
        />
        <Button
          variant="default"
          leftSection={<IconPlayerPlay aria-hidden size={16} />}
          onClick={() => test.mutate()}
          loading={test.isPending}
        >
          Test key
        </Button>
      </Group>
      <div aria-live="polite">
        {test.isError && <Failure error={test.error} />}
        {test.data && <Result outcome={test.data} />}
      </div>
    </Section>
  );
}

function Result({ outcome }: { outcome: Outcome }) {
  return outcome.ok ? (
    <Alert variant="outline" color="green" icon={<IconCircleCheck aria-hidden />} title="It works">
      <Text size="sm">
        {outcome.model} answered in {duration(outcome.latency_ms)}.
      </Text>
    </Alert>
  ) : (
    <Alert variant="outline" color="red" icon={<IconAlertTriangle aria-hidden />} title="It does not work">
      <Text size="sm">{failureOf(outcome.error)}</Text>
      <Text size="sm" c="dimmed" mt={4}>
        {outcome.model}, after {duration(outcome.latency_ms)}
        {outcome.status !== null && `, HTTP status ${outcome.status}`}
        {outcome.error && `, ${outcome.error}`}
      </Text>
    </Alert>
  );
}
