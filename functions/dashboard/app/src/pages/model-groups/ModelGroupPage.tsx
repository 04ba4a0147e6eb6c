import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../api/client";
import { useEdition } from "../../forms/useEdition";
import { Page } from "../../layout/Page";
import { Section } from "../../layout/Section";
import { Only } from "../../session/Only";
import { useMay } from "../../session/useSession";
import { Loaded } from "../../states/Loaded";
import { DeleteGroup } from "../access-groups/DeleteGroup";
import { TeamLinks } from "../models/TeamLinks";
import { DescribeModelGroup } from "./DescribeModelGroup";
import { MemberList } from "./members/MemberList";
import { MembersForm } from "./members/MembersForm";
import { Resolve } from "./Resolve";
import { modelGroupRoute } from "./routes";

type ModelGroup = Schemas["ModelGroup"];

/** One model group: its members in order, and what a team's call would try. */
export function ModelGroupPage() {
  const { groupName } = modelGroupRoute.useParams();
  const group = useQuery({
    queryKey: ["model-groups", groupName],
    queryFn: ({ signal }) =>
      read(api.GET("/api/model-groups/{group_name}", { params: { path: { group_name: groupName } }, signal })),
  });
  const shown = group.data?.display_name;
  return (
    <Page
      title={groupName}
      about={shown === groupName ? undefined : shown}
      above={[{ label: "Model groups", to: "/model-groups" }]}
    >
      <Loaded query={group}>{(current) => <Parts group={current} />}</Loaded>
    </Page>
  );
}

function Parts({ group }: { group: ModelGroup }) {
  const mayChange = useMay("admin");
  const { team } = modelGroupRoute.useSearch();
  const navigate = modelGroupRoute.useNavigate();
  const name = group.group_name;
  return (
    <>
      {group.status === "inactive" && (
        <Alert variant="outline" color="yellow" icon={<IconAlertTriangle aria-hidden />}>
          This group is inactive: it cannot be called.
        </Alert>
      )}
      {mayChange ? <EditedMembers group={group} /> : <MemberList group={group} />}
      <Resolve
        groupName={name}
        team={team}
        onTeam={(chosen) => void navigate({ search: { team: chosen }, replace: true, resetScroll: false })}
      />
      <Section title="Teams" about="Teams that have this group. A team's groups are chosen on its own page.">
        <TeamLinks teams={group.teams_using} total={group.teams_using_count} none="No team has this group." />
      </Section>
      {mayChange && <EditedTerms group={group} />}
      <Only role="admin">
        <DeleteGroup
          noun="model group"
          name={name}
          teams={group.teams_using_count}
          to="/model-groups"
          queryKey={["model-groups", name]}
          remove={() => read(api.DELETE("/api/model-groups/{group_name}", { params: { path: { group_name: name } } }))}
        />
      </Only>
    </>
  );
}

function EditedMembers({ group }: { group: ModelGroup }) {
  const edition = useEdition(group);
  return <MembersForm key={edition.key} edited={edition} />;
}

function EditedTerms({ group }: { group: ModelGroup }) {
  const edition = useEdition(group);
  return <DescribeModelGroup key={edition.key} edited={edition} />;
}
