import { Box, MultiSelect, Stack, Text } from "@mantine/core";
import { api, read } from "../../../api/client";
import { FormEnd } from "../../../forms/FormEnd";
import { type IfMatch, ifMatch } from "../../../forms/ifMatch";
import { useEditForm } from "../../../forms/useEditForm";
import type { Team, TeamTab } from "../useTeam";
import { AccessGroupsInput } from "./AccessGroupsInput";
import { aliasesOf, optionsOf } from "./choices";
import { useAccessGroups, useModelGroups } from "./groups";

function valuesOf({ access_groups, model_groups }: Team) {
  return { access_groups: [...access_groups], model_groups: [...model_groups] };
}

type Values = ReturnType<typeof valuesOf>;

/** Replaces a team's groups. Lists that are as they were are not sent. */
async function send(team: Team, { access_groups, model_groups }: Values, headers: IfMatch) {
  const params = { path: { team_id: team.team_id } };
  let made = headers;
  if (!same(access_groups, team.access_groups)) {
    const body = { access_groups };
    made = ifMatch(await read(api.PUT("/api/teams/{team_id}/access-groups", { params, body, headers })));
  }
  if (!same(model_groups, team.model_groups)) {
    await read(api.PUT("/api/teams/{team_id}/model-groups", { params, body: { model_groups }, headers: made }));
  }
}

/** Chooses the access groups and model groups of a team, and says what that would allow. */
export function AccessForm({ team, reload }: TeamTab) {
  const edited = useEditForm({
    latest: team,
    reload,
    valuesOf,
    send: (values, headers) => send(team, values, headers),
    done: "The groups were saved.",
  });
  const { form } = edited;
  const modelGroups = useModelGroups();
  return (
    <Box component="form" onSubmit={edited.submit} maw={760}>
      <Stack>
        <AccessGroupsInput {...form.getInputProps("access_groups")} />
        <Preview team={team} chosen={form.values.access_groups} />
        <MultiSelect
          label="Model groups"
          description="The team may call these groups by their names."
          placeholder={form.values.model_groups.length > 0 ? undefined : "Choose model groups"}
          searchable
          clearable
          hidePickedOptions
          nothingFoundMessage={modelGroups.isError ? modelGroups.error.message : "Nothing found"}
          data={optionsOf(modelGroups.data, form.values.model_groups)}
          {...form.getInputProps("model_groups")}
        />
      </Stack>
      <FormEnd
        error={edited.error}
        isSending={edited.isSending}
        action="Save access"
        onReload={edited.reload}
        disabled={!form.isDirty()}
      />
    </Box>
  );
}

/** What a choice of access groups gives and takes. */
function Preview({ team, chosen }: { team: Team; chosen: readonly string[] }) {
  const groups = useAccessGroups();
  if (groups.data === undefined || same(chosen, team.access_groups)) return null;
  const then = aliasesOf(groups.data, chosen);
  const now = team.allowed_model_aliases;
  const given = then.filter((alias) => !now.includes(alias));
  const taken = now.filter((alias) => !then.includes(alias));
  return (
    <Text size="sm" role="status">
      {given.length === 0 && taken.length === 0 && "This changes nothing in what the team may call."}
      {given.length > 0 && `Once saved, it may also call ${given.join(", ")}. `}
      {taken.length > 0 && `It may no longer call ${taken.join(", ")}.`}
    </Text>
  );
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name));
}
