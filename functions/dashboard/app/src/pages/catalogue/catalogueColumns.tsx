import { Group, Stack, Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { approximately } from "../../api/exact";
import { Count } from "../../figures/Count";
import { Usd } from "../../figures/Usd";
import { TextLink } from "../../layout/TextLink";
import { Only } from "../../session/Only";
import type { Column } from "../../tables/DataTable";
import { SERVICE_TIERS } from "../models/prices/priceRows";
import { providerName } from "../models/providers";

type CatalogueModel = Schemas["CatalogueModel"];

/** The name of an entry: no two have the same provider and model. */
export function keyOf(entry: CatalogueModel): string {
  return `${entry.provider}/${entry.model}`;
}

/** Which other prices a model has: of long prompts, and of other service tiers. */
export function otherPrices(entry: CatalogueModel): string[] {
  const tiers = SERVICE_TIERS.filter(({ tier }) => entry.pricing_service_tiers[tier]).map(({ label }) => label);
  return entry.pricing_tiers.length === 0 ? tiers : ["Long prompts", ...tiers];
}

/** What the list says of a model. */
export function catalogueColumns(): readonly Column<CatalogueModel>[] {
  return [
    {
      header: "Model",
      sortBy: (entry) => entry.display_name,
      cell: (entry) => (
        <Stack gap={0}>
          <TextLink
            to="/catalogue"
            search={(before) => ({ ...before, open: keyOf(entry) })}
            resetScroll={false}
            size="sm"
            fw={500}
          >
            {entry.display_name}
          </TextLink>
          <Text size="xs" c="dimmed">
            {entry.model}
            {entry.kind === "embedding" && " · embeddings"}
          </Text>
        </Stack>
      ),
    },
    { header: "Provider", sortBy: (entry) => entry.provider, cell: (entry) => providerName(entry.provider) },
    {
      header: "Input",
      align: "right",
      sortBy: (entry) => approximately(entry.pricing_input),
      cell: (entry) => <Usd value={entry.pricing_input} exact />,
    },
    {
      header: "Cached input",
      align: "right",
      sortBy: (entry) => approximately(entry.pricing_cached_input ?? entry.pricing_input),
      cell: (entry) => <Usd value={entry.pricing_cached_input} exact />,
    },
    {
      header: "Output",
      align: "right",
      sortBy: (entry) => approximately(entry.kind === "embedding" ? 0 : entry.pricing_output),
      cell: (entry) => <Usd value={entry.kind === "embedding" ? null : entry.pricing_output} exact />,
    },
    {
      header: "Context window",
      align: "right",
      sortBy: (entry) => entry.context_window,
      cell: (entry) => <Count value={entry.context_window} />,
    },
    {
      header: "Other prices",
      cell: (entry) => (
        <Text size="sm" c={otherPrices(entry).length === 0 ? "dimmed" : undefined}>
          {otherPrices(entry).join(", ") || "None"}
        </Text>
      ),
    },
    {
      header: "Aliases",
      sortBy: (entry) => entry.aliases.length,
      cell: (entry) => <AliasLinks aliases={entry.aliases} entry={entry} />,
    },
  ];
}

/** The aliases of a model, and a link that makes one. */
export function AliasLinks({ aliases, entry }: { aliases: readonly string[]; entry: CatalogueModel }) {
  return (
    <Group gap={8}>
      {aliases.slice(0, MOST_ALIASES).map((alias) => (
        <TextLink key={alias} to="/models/$alias" params={{ alias }} size="sm">
          {alias}
        </TextLink>
      ))}
      {aliases.length > MOST_ALIASES && <Text size="sm">and {aliases.length - MOST_ALIASES} more</Text>}
      <Only role="admin">
        <TextLink
          to="/models/+new"
          search={{ provider: entry.provider, model: entry.model }}
          size="sm"
          aria-label={`Make an alias of ${entry.display_name}`}
        >
          Make an alias
        </TextLink>
      </Only>
    </Group>
  );
}

/** A list has room for so many; the details have them all. */
const MOST_ALIASES = 3;
