import { getRouteApi } from "@tanstack/react-router";
import { TextLink } from "../../layout/TextLink";
import { providerOf } from "../../pickers/providers";
import type { UsageGroup } from "./report";

const route = getRouteApi("/frame/usage");

/** The name of a group, leading to its page; a job type and a provider have none, and lead to what is in them. */
export function GroupLink({ by, name }: { by: UsageGroup; name: string }) {
  const search = route.useSearch();
  switch (by) {
    case "organization":
      return (
        <TextLink to="/organizations/$organizationId" params={{ organizationId: name }} inherit>
          {name}
        </TextLink>
      );
    case "team":
      return (
        <TextLink to="/teams/$teamId" params={{ teamId: name }} inherit>
          {name}
        </TextLink>
      );
    case "model":
      return (
        <TextLink to="/models/$alias" params={{ alias: name }} inherit>
          {name}
        </TextLink>
      );
    case "job_type":
      return (
        <TextLink to="/usage" search={{ ...search, group_by: "team", job_type: name }} inherit>
          {name}
        </TextLink>
      );
    case "provider":
      return (
        <TextLink to="/usage" search={{ ...search, group_by: "model", provider: providerOf(name) }} inherit>
          {name}
        </TextLink>
      );
    default:
      return name;
  }
}
