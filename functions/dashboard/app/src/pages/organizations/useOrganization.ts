/** @file One organization, as its page shows it. */

import { useQuery } from "@tanstack/react-query";
import { api, read, type Schemas } from "../../api/client";
import { parseExactly } from "../../api/exact";
import { memberText } from "../../api/jsonText";

/** An organization, with its metadata as the text that the API sent: its numbers keep every digit. */
export type Organization = Schemas["OrganizationDetail"] & { metadataText: string };

/** What every tab of an organization's page is given. */
export type OrganizationTab = {
  organization: Organization;
  /** Loads what there is now. */
  reload: () => Promise<Organization | undefined>;
  /** Whether it may be changed: by the reader, and at all. */
  mayChange: boolean;
};

/** Loads an organization. */
export function useOrganization(organizationId: string) {
  return useQuery({
    queryKey: ["organizations", organizationId, "detail"],
    queryFn: async ({ signal }): Promise<Organization> => {
      const params = { path: { organization_id: organizationId } };
      const answer = await read(api.GET("/api/organizations/{organization_id}", { params, signal, parseAs: "text" }));
      const organization = parseExactly(answer) as Schemas["OrganizationDetail"];
      return { ...organization, metadataText: memberText(answer, "metadata") };
    },
  });
}
