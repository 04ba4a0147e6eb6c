/** @file What the operator's side knows of a call that was made here: its costs once it is settled, and the team's credits. */

import { api, read, type Schemas } from "../../api/client";
import type { SettledCall } from "../jobs/settledCall";
import type { Answered, Ids } from "./chat";

type Balance = Schemas["Balance"];

/** A call that was made here. Its parts come one after the other. */
export type Report = {
  ids: Ids;
  answered: Answered | null;
  /** The team's credits before the call. */
  before: Balance | null;
  /** The same while it ran, with its hold. */
  during: Balance | null;
  /** The same when it was settled. */
  after: Balance | null;
  call: SettledCall | null;
  /** Whether more is awaited. */
  isPending: boolean;
};

/** The team's credits; null where they cannot be read. */
export async function balanceOf(teamId: string): Promise<Balance | null> {
  const params = { path: { team_id: teamId } };
  return read(api.GET("/api/credits/teams/{team_id}/balance", { params })).catch(() => null);
}
