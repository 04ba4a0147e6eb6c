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
import { TeamLinks } from "../models/TeamLinks";
import { AccessGroupMembers } from "./AccessGroupMembers";
import { DeleteGroup } from "./DeleteGroup";
import { DescribeAccessGroup } from "./DescribeAccessGroup";
import { MembersForm } from "./MembersForm";
import { accessGroupRoute } from "./routes";

type AccessGroup = Schemas["AccessGroup"];

/** One access group: its aliases, and the teams that have it. */
export function AccessGroupPage() {
  const { groupName } = accessGroupRoute.useParams();
  const group = useQuery({
    queryKey: ["access-groups", groupName],
    queryFn: ({ signal }) =>
      read(api.GET("/api/model-access-groups/{group_name}", { params: { path: { group_name: groupName } }, signal })),
  });
  const shown = group.data?.display_name;
  return (
    <Page
      title={groupName}
      about={shown === groupName ? undefined : shown}
      above={[{ label: "Access groups", to: "/access-groups" }]}
    >
      <Loaded query={group}>{(current) => <Parts group={current} />}</Loaded>
    </Page>
  );
}

function Parts({ group }: { group: AccessGroup }) {
  const mayChange = useMay("admin");
  return (
    <>
      {group.status === "inactive" && (
        <Alert variant="outline" color="yellow" icon={<IconAlertTriangle aria-hidden />}>
          This group is inactive: it makes nothing callable.
        </Alert>
      )}
      <AccessGroupMembers group={group} />
      {mayChange && <Edited group={group} />}
      <Section title="Teams" about="Teams that have this group. A team's groups are chosen on its own page.">
        <TeamLinks teams={group.teams_using} total={group.teams_using_count} none="No team has this group." />
      </Section>
      <Only role="admin">
        <DeleteGroup
          noun="access group"
          name={group.group_name}
          teams={group.teams_using_count}
          to="/access-groups"
          queryKey={["access-groups", group.group_name]}
          remove={() =>
            read(
              api.DELETE("/api/model-access-groups/{group_name}", {
                params: { path: { group_name: group.group_name } },
              }),
            )
          }
        />
      </Only>
    </>
  );
}

/** Its two forms; each keeps the version that it was loaded with. */
function Edited({ group }: { group: AccessGroup }) {
  const members = useEdition(group);
  const terms = useEdition(group);
  return (
    <>
      <MembersForm key={`members ${members.key}`} edited={members} />
      <DescribeAccessGroup key={`terms ${terms.key}`} edited={terms} />
    </>
  );
}
