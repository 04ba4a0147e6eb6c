import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconBuilding, IconListDetails, IconRobot, IconSearch, IconUsersGroup } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, read } from "../api/client";
import { isAtLeast, useOperator } from "../session/useSession";
import { AREAS } from "./areas";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The command palette: places, and organizations, teams, models and jobs by name or id. It opens with `/` and Ctrl+K. */
export function Palette() {
  const [query, setQuery] = useState("");
  const [asked] = useDebouncedValue(query.trim(), 200);
  const navigate = useNavigate();
  const { role } = useOperator();
  const places: SpotlightActionGroupData[] = AREAS.map(({ title, areas }) => ({
    group: title,
    actions: areas
      .filter((area) => area.role === undefined || isAtLeast(role, area.role))
      .map((area) => ({
        id: area.to,
        label: area.label,
        keywords: area.words,
        leftSection: <area.icon aria-hidden size={20} stroke={1.6} />,
        onClick: () => void navigate({ to: area.to }),
      })),
  }));
  const found = useQuery({
    queryKey: ["palette", asked],
    enabled: asked.length >= 2,
    // What was found for fewer letters stays while more are asked for, as far as it fits.
    placeholderData: asked.length >= 2 ? keepPreviousData : undefined,
    queryFn: async ({ signal }) => {
      const of = { query: { search: asked, limit: 5 } };
      const [organizations, teams, models] = await Promise.all([
        read(api.GET("/api/organizations", { params: of, signal })),
        read(api.GET("/api/teams", { params: of, signal })),
        read(api.GET("/api/models", { params: of, signal })),
      ]);
      return { organizations, teams, models };
    },
  });
  const entry = (
    id: string,
    label: string,
    description: string,
    to: string,
    icon: React.ReactNode,
  ): SpotlightActionData => ({
    id,
    label,
    description,
    // What the API has found fits, whatever its words.
    keywords: asked,
    leftSection: icon,
    onClick: () => void navigate({ to }),
  });
  const named: SpotlightActionData[] = [
    ...(UUID.test(asked)
      ? [entry(`job ${asked}`, "Open this job", asked, `/jobs/${asked}`, <IconListDetails aria-hidden size={20} />)]
      : []),
    ...(found.data?.organizations ?? []).map((one) =>
      entry(
        `organization ${one.organization_id}`,
        one.name,
        `Organization ${one.organization_id}`,
        `/organizations/${encodeURIComponent(one.organization_id)}`,
        <IconBuilding aria-hidden size={20} />,
      ),
    ),
    ...(found.data?.teams ?? []).map((one) =>
      entry(
        `team ${one.team_id}`,
        one.team_alias ?? one.team_id,
        `Team ${one.team_id} of ${one.organization_id}`,
        `/teams/${encodeURIComponent(one.team_id)}`,
        <IconUsersGroup aria-hidden size={20} />,
      ),
    ),
    ...(found.data?.models ?? []).map((one) =>
      entry(
        `model ${one.model_alias}`,
        one.model_alias,
        `Model alias: ${one.display_name}`,
        `/models/${encodeURIComponent(one.model_alias)}`,
        <IconRobot aria-hidden size={20} />,
      ),
    ),
  ];
  return (
    <Spotlight
      actions={[{ group: "Found", actions: named }, ...places].filter((group) => group.actions.length > 0)}
      query={query}
      onQueryChange={setQuery}
      shortcut={["/", "mod + K"]}
      nothingFound={found.isFetching ? "Searching…" : "Nothing found"}
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch aria-hidden size={18} />,
        placeholder: "Go to a page, an organization, a team, a model, a job…",
        "aria-label": "Search",
        onKeyDown: openFirst,
      }}
    />
  );
}

/** What was found after the last letter is not selected yet: Enter opens the first of it. */
function openFirst(event: React.KeyboardEvent<HTMLInputElement>) {
  const palette = event.currentTarget.closest("[role=dialog]");
  if (event.key !== "Enter" || event.nativeEvent.isComposing || palette?.querySelector("[data-selected]")) return;
  palette?.querySelector<HTMLElement>("[data-action]")?.click();
}
