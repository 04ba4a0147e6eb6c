/**
 * @file The operator's session. The access token lives in memory only; the refresh token is in a cookie that no script can
 * read. One window at a time refreshes, because each refresh token may be used once.
 */

import { ApiError, refusal, unreachable } from "../api/error";
import type { components } from "../api/schema.gen";

export type Operator = components["schemas"]["AdminUser"];
export type Role = components["schemas"]["Role"];
type Login = components["schemas"]["Login"];

/** Whether somebody is signed in. `unknown` until the first refresh has been answered. */
export type SessionState =
  | { status: "unknown" }
  | { status: "signed-out"; reason: "none" | "ended" | "unreachable" }
  | { status: "signed-in"; operator: Operator; sessionId: string };

/** The header that asks for the refresh token as a cookie. A page of another origin cannot send it. */
export const BY_COOKIE = { "tollgate-session": "cookie" } as const;

/** A token is renewed so long before it expires, in milliseconds. */
const MARGIN_MS = 30_000;

class Session {
  #state: SessionState = { status: "unknown" };
  #token: { value: string; expiresAt: number } | null = null;
  #renewing: Promise<string | null> | null = null;
  /** Counts the ends of sessions, so that a refresh that was on its way does not begin what has just ended. */
  #ends = 0;
  #listeners = new Set<() => void>();
  #windows = new BroadcastChannel("tollgate-session");

  constructor() {
    this.#windows.onmessage = ({ data }: MessageEvent<"signed-in" | "signed-out">) => {
      if (data === "signed-out") this.#end("ended");
      // Somebody has signed in elsewhere, perhaps somebody else.
      else void this.#renew();
    };
  }

  get state(): SessionState {
    return this.#state;
  }

  /** For React's `useSyncExternalStore`. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** An access token that is still good, or null where nobody is signed in. */
  async token(): Promise<string | null> {
    if (this.#token !== null && this.#token.expiresAt - MARGIN_MS > Date.now()) return this.#token.value;
    return this.#renew();
  }

  /** Another token in place of one that was refused; null where there is none any more. */
  async renewed(refused: string): Promise<string | null> {
    if (this.#token !== null && refused !== `Bearer ${this.#token.value}`) return this.#token.value;
    return this.#renew();
  }

  /** Goes on with the session of an earlier visit, if there is one. */
  async resume(): Promise<void> {
    await this.#renew();
  }

  /** Takes what a sign-in was answered with. */
  begin(login: Login): void {
    this.#accept(login);
    this.#windows.postMessage("signed-in");
  }

  /** Ends the session, in every window. */
  async signOut(): Promise<void> {
    const token = this.#token?.value;
    this.#end("none");
    this.#windows.postMessage("signed-out");
    // The cookie says whose session it is; the access token may have expired.
    const headers = { ...BY_COOKIE, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    await fetch("/api/admin-users/logout", { method: "POST", headers, keepalive: true }).catch(() => undefined);
  }

  #renew(): Promise<string | null> {
    this.#renewing ??= this.#refresh().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #refresh(): Promise<string | null> {
    const ends = this.#ends;
    try {
      const login = await navigator.locks.request("tollgate-session", askForRefresh);
      if (ends !== this.#ends) return null;
      this.#accept(login);
      return login.access_token;
    } catch (error) {
      if (ends !== this.#ends) return null;
      const passing = error instanceof ApiError && error.isPassing;
      if (passing && this.#state.status === "signed-in") throw error;
      this.#end(passing ? "unreachable" : this.#state.status === "signed-in" ? "ended" : "none");
      return null;
    }
  }

  #accept(login: Login): void {
    this.#token = { value: login.access_token, expiresAt: Date.now() + login.expires_in * 1000 };
    this.#become({ status: "signed-in", operator: login.user, sessionId: login.session_id });
  }

  #end(reason: "none" | "ended" | "unreachable"): void {
    this.#token = null;
    this.#ends += 1;
    if (this.#state.status !== "signed-out") this.#become({ status: "signed-out", reason });
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

async function askForRefresh(): Promise<Login> {
  const headers = { ...BY_COOKIE, "content-type": "application/json" };
  const response = await fetch("/api/admin-users/refresh", { method: "POST", headers, body: "{}" }).catch(() => {
    throw unreachable();
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusal(response, body);
  return body as Login;
}

/** The session of this window. */
export const session = new Session();
