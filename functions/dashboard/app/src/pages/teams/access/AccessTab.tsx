import { Stack } from "@mantine/core";
import { Section } from "../../../layout/Section";
import type { TeamTab } from "../useTeam";
import { AccessForm } from "./AccessForm";
import { Aliases } from "./Aliases";
import { GroupLinks } from "./GroupLinks";

/** What a team may call. */
export default function AccessTab(props: TeamTab) {
  const { team, mayChange } = props;
  return (
    <Stack gap="lg">
      <Section
        title="Groups"
        about="An access group gives aliases. A model group is called by its name, and tries its members in order."
      >
        {mayChange ? (
          <AccessForm {...props} />
        ) : (
          <>
            <GroupLinks kind="access" names={team.access_groups} />
            <GroupLinks kind="model" names={team.model_groups} />
          </>
        )}
      </Section>
      <Section title="Aliases" about="What the team may call now, by its active access groups.">
        <Aliases names={team.allowed_model_aliases} />
      </Section>
    </Stack>
  );
}
