/** @file The virtual key that calls of the playground are made with. It lives in memory only, and not for long. */

import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, read } from "../../api/client";

/** For how long a key works if it is not revoked before, in milliseconds. */
const LIFE_MS = 3_600_000;

/** A key is made anew so long before it expires, in milliseconds. */
const MARGIN_MS = 60_000;

type Made = { teamId: string; keyId: string; key: string; hint: string; expiresAt: number };

/** The key, as far as it may be shown. */
export type TeamKey = {
  /** What it is recognized by in the list of the team's keys; null while there is none. */
  hint: string | null;
  expiresAt: number | null;
  /** The key, which is made if there is none. */
  get: () => Promise<string>;
};

/** A key of a team, made when it is first asked for, and revoked when the team or the page is left. */
export function useTeamKey(teamId: string | null, email: string): TeamKey {
  const [shown, setShown] = useState<Made | null>(null);
  const made = useRef<Promise<Made> | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a key is revoked as soon as another team is chosen.
  useEffect(() => {
    const revoke = () => {
      const promised = made.current;
      made.current = null;
      setShown(null);
      void promised?.then(end, () => undefined);
    };
    // Where the window is closed or another site is opened, nothing else is told.
    window.addEventListener("pagehide", revoke);
    return () => {
      window.removeEventListener("pagehide", revoke);
      revoke();
    };
  }, [teamId]);

  const get = useCallback(async () => {
    if (teamId === null) throw new Error("Choose a team first.");
    const before = await made.current;
    if (before === null || before.expiresAt - MARGIN_MS < Date.now()) {
      const promised = make(teamId, email);
      made.current = promised;
      promised.then(setShown, () => {
        if (made.current === promised) made.current = null;
      });
    }
    const { key } = await (made.current ?? make(teamId, email));
    return key;
  }, [teamId, email]);

  return { hint: shown?.hint ?? null, expiresAt: shown?.expiresAt ?? null, get };
}

async function make(teamId: string, email: string): Promise<Made> {
  const expiresAt = Date.now() + LIFE_MS;
  const made = await read(
    api.POST("/api/teams/{team_id}/keys", {
      params: { path: { team_id: teamId } },
      body: { name: `playground of ${email}`.slice(0, 200), expires_at: new Date(expiresAt).toISOString() },
    }),
  );
  if (made.virtual_key === null) throw new Error("The key was not shown.");
  return { teamId, keyId: made.key_id, key: made.virtual_key, hint: made.key_hint, expiresAt };
}

/** Revokes a key, and says so. */
async function end({ teamId, keyId, hint, expiresAt }: Made): Promise<void> {
  try {
    const params = { path: { team_id: teamId, key_id: keyId } };
    await read(api.DELETE("/api/teams/{team_id}/keys/{key_id}", { params, keepalive: true }));
    notifications.show({ message: `The playground's key ${hint} of ${teamId} is revoked.` });
  } catch {
    const until = new Date(expiresAt).toLocaleTimeString();
    notifications.show({
      title: "The playground's key could not be revoked",
      message: `${hint} of ${teamId} works until ${until} unless it is revoked at the team.`,
      color: "red",
    });
  }
}
