import { Text } from "@mantine/core";
import { TextLink } from "../../layout/TextLink";

/** The thing that was changed, as a link to its page where it has one. It may not be there any more: its page then says so. */
export function ResourceLink({ kind, id }: { kind: string | null; id: string }) {
  switch (kind) {
    case "organization":
      return (
        <TextLink to="/organizations/$organizationId" params={{ organizationId: id }} inherit underline="always">
          {id}
        </TextLink>
      );
    case "team":
      return (
        <TextLink to="/teams/$teamId" params={{ teamId: id }} inherit underline="always">
          {id}
        </TextLink>
      );
    case "model":
      return (
        <TextLink to="/models/$alias" params={{ alias: id }} inherit underline="always">
          {id}
        </TextLink>
      );
    case "access_group":
      return (
        <TextLink to="/access-groups/$groupName" params={{ groupName: id }} inherit underline="always">
          {id}
        </TextLink>
      );
    case "model_group":
      return (
        <TextLink to="/model-groups/$groupName" params={{ groupName: id }} inherit underline="always">
          {id}
        </TextLink>
      );
    case "provider_credential":
      return (
        <TextLink to="/provider-keys/$credentialId" params={{ credentialId: id }} inherit underline="always">
          {id}
        </TextLink>
      );
    case "webhook":
      return (
        <TextLink to="/webhooks/$webhookId" params={{ webhookId: id }} inherit underline="always">
          {id}
        </TextLink>
      );
    case "job":
      return (
        <TextLink to="/jobs/$jobId" params={{ jobId: id }} inherit underline="always">
          {id}
        </TextLink>
      );
    default:
      return (
        <Text span inherit>
          {id}
        </Text>
      );
  }
}
