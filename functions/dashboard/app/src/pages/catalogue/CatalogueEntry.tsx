import { Anchor, DataList, Group, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { Schemas } from "../../api/client";
import { Count } from "../../figures/Count";
import { ButtonLink } from "../../layout/ButtonLink";
import { TextLink } from "../../layout/TextLink";
import { Only } from "../../session/Only";
import { Empty } from "../../states/Empty";
import { Loaded } from "../../states/Loaded";
import { useCatalogueModel } from "../models/form/useCatalogueModel";
import { Fact } from "../models/ModelFacts";
import { PriceTable } from "../models/prices/PriceTable";
import { PROVIDERS, providerName } from "../models/providers";

type CatalogueModel = Schemas["CatalogueModel"];

/** All that the catalogue says of a model. */
export function CatalogueEntry({ name }: { name: string }) {
  const slash = name.indexOf("/");
  const provider = PROVIDERS.find((one) => one === name.slice(0, slash)) ?? null;
  const entry = useCatalogueModel(provider, name.slice(slash + 1));
  const missing = <Empty title="The catalogue has no such model">{name}</Empty>;
  if (provider === null) return missing;
  return <Loaded query={entry}>{(found) => (found === null ? missing : <Details entry={found} />)}</Loaded>;
}

function Details({ entry }: { entry: CatalogueModel }) {
  return (
    <Stack>
      <Group justify="space-between" align="start">
        <div>
          <Title order={3} size="h4">
            {entry.display_name}
          </Title>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {entry.model}
          </Text>
        </div>
        <Only role="admin">
          <ButtonLink
            to="/models/+new"
            search={{ provider: entry.provider, model: entry.model }}
            leftSection={<IconPlus aria-hidden size={16} />}
          >
            Make an alias
          </ButtonLink>
        </Only>
      </Group>
      <PriceTable prices={entry} kind={entry.kind} />
      <DataList labelWidth="9.5rem">
        <Fact label="Provider">{providerName(entry.provider)}</Fact>
        <Fact label="Kind">{entry.kind === "chat" ? "Chat" : "Embeddings"}</Fact>
        <Fact label="Context window">
          <Count value={entry.context_window} />
        </Fact>
        <Fact label="Longest answer">
          <Count value={entry.max_output_tokens} />
        </Fact>
        <Fact label="Refused parameters">
          {entry.refused_parameters.length === 0 ? "None of its own" : entry.refused_parameters.join(", ")}
        </Fact>
        <Fact label="Prices as of">{entry.source_date}</Fact>
        {entry.prices_until !== null && (
          <Fact label="Other prices from">{entry.prices_until}, as the provider has announced</Fact>
        )}
        <Fact label="Source">
          <Source source={entry.source} />
        </Fact>
        <Fact label="Aliases">
          {entry.aliases.length === 0 ? (
            "None"
          ) : (
            <Group gap={8}>
              {entry.aliases.map((alias) => (
                <TextLink key={alias} to="/models/$alias" params={{ alias }} size="sm">
                  {alias}
                </TextLink>
              ))}
            </Group>
          )}
        </Fact>
      </DataList>
    </Stack>
  );
}

/** Where the prices are from: a link if it is an address. */
function Source({ source }: { source: string }) {
  if (!source.startsWith("https://")) return source;
  return (
    <Anchor href={source} target="_blank" rel="noreferrer" size="sm" style={{ overflowWrap: "anywhere" }}>
      {source}
    </Anchor>
  );
}
