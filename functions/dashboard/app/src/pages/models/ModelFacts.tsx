import { DataList, Group, SimpleGrid } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schemas } from "../../api/client";
import { Count } from "../../figures/Count";
import { Moment } from "../../figures/Moment";
import { Section } from "../../layout/Section";
import { TextLink } from "../../layout/TextLink";
import { providerName } from "./providers";
import { StatusBadge } from "./StatusBadge";

type Model = Schemas["Model"];

/** What an alias stands for, and its limits. */
export function ModelFacts({ model }: { model: Model }) {
  return (
    <Section title="Model" about={model.description ?? undefined}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <DataList labelWidth="9.5rem">
          <Fact label="Provider">{providerName(model.provider)}</Fact>
          <Fact label="Provider's name">{model.actual_model}</Fact>
          <Fact label="Kind">{model.kind === "chat" ? "Chat" : "Embeddings"}</Fact>
          <Fact label="Status">
            <StatusBadge status={model.status} />
          </Fact>
          <Fact label="Access groups">
            {model.access_groups.length === 0 ? (
              "None: it is called only as a member of model groups"
            ) : (
              <Group gap="xs">
                {model.access_groups.map((group) => (
                  <TextLink key={group} to="/access-groups/$groupName" params={{ groupName: group }} size="sm">
                    {group}
                  </TextLink>
                ))}
              </Group>
            )}
          </Fact>
          <Fact label="Changed">
            <Moment at={model.updated_at} />
          </Fact>
        </DataList>
        <DataList labelWidth="9.5rem">
          <Fact label="Context window">
            <Tokens value={model.context_window} />
          </Fact>
          {model.kind === "chat" && (
            <Fact label="Longest answer">
              <Tokens value={model.max_output_tokens} />
            </Fact>
          )}
          <Fact label="First event within">
            <Seconds value={model.first_event_timeout_seconds} />
          </Fact>
          <Fact label="Answer within">
            <Seconds value={model.answer_timeout_seconds} />
          </Fact>
          <Fact label="Refused parameters">
            {model.refused_parameters.length === 0 ? "None of its own" : model.refused_parameters.join(", ")}
          </Fact>
          <Fact label="Parameters it lacks">{DROPPING[String(model.drop_unsupported)]}</Fact>
        </DataList>
      </SimpleGrid>
    </Section>
  );
}

/** What is done with a parameter that the model does not take, by `drop_unsupported`. */
const DROPPING: Record<string, string> = {
  null: "As the team says: left out or refused",
  true: "Left out of the request",
  false: "The request is refused",
};

/** One line of a list of facts. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue>{children}</DataList.ItemValue>
    </DataList.Item>
  );
}

function Tokens({ value }: { value: number | null }) {
  return value === null ? (
    <Count value={null} />
  ) : (
    <>
      <Count value={value} /> tokens
    </>
  );
}

function Seconds({ value }: { value: number | null }) {
  return value === null ? "The deployment's limit" : `${value} s`;
}
