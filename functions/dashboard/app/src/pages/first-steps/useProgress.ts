import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import { ApiError } from "../../api/error";
import { useOperator } from "../../session/useSession";
import type { Facts } from "./progress";

/**
 * What exists already. The organization is the one in the address, or else the last one that this operator made, so the guide
 * can be left and continued later, on any machine.
 */
export function useFacts(named: string | undefined): UseQueryResult<Facts> {
  const { user_id } = useOperator();
  return useQuery({
    queryKey: ["first-steps", named, user_id],
    queryFn: async ({ signal }): Promise<Facts> => {
      const id = named ?? (await madeLast(user_id, signal));
      const organization = id === null ? null : await organizationOf(id, signal);
      if (organization === null) return { organization, keys: [], aliases: [], teams: [] };
      const { organization_id } = organization;
      const [keys, aliases, teams] = await Promise.all([
        read(api.GET("/api/provider-credentials", { params: { query: { organization_id } }, signal })),
        read(api.GET("/api/models", { params: { query: { status: "active" } }, signal })),
        read(api.GET("/api/teams", { params: { query: { organization_id, status: "active" } }, signal })),
      ]);
      return { organization, keys, aliases, teams };
    },
  });
}

/** Loads anew what exists, and waits for it: a step that has made something is left once the guide knows of it. */
export function useFactsAnew(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ["first-steps"] });
}

async function madeLast(user_id: string, signal: AbortSignal): Promise<string | null> {
  const query = { user_id, action: "created_organization", limit: 1 };
  const [entry] = await read(api.GET("/api/admin-users/audit-logs", { params: { query }, signal }));
  return entry?.resource_id ?? null;
}

/** The organization, unless it is not there any more. */
async function organizationOf(organization_id: string, signal: AbortSignal): Promise<Facts["organization"]> {
  try {
    const path = { organization_id };
    const found = await read(api.GET("/api/organizations/{organization_id}", { params: { path }, signal }));
    return found.status === "active" ? found : null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
