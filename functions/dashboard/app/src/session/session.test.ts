import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const OPERATOR = { user_id: "u", email: "ana@north.example", display_name: "Ana", role: "owner", is_active: true };

/** What a sign-in or a refresh answers. */
const login = (token: string, expires_in = 900) => ({
  access_token: token,
  token_type: "bearer",
  expires_in,
  refresh_token: null,
  refresh_expires_at: "2030-01-01T00:00:00Z",
  session_id: "s",
  user: OPERATOR,
});

const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const refused = () => answer(401, { detail: "The session has ended.", code: "invalid_refresh_token" });

/** A window's channel to the others. */
class Channel {
  static last: Channel;
  onmessage: ((event: { data: string }) => void) | null = null;
  sent: string[] = [];
  constructor() {
    Channel.last = this;
  }
  postMessage(message: string) {
    this.sent.push(message);
  }
}

const fetches = vi.fn<(input: string, init?: RequestInit) => Promise<Response>>();

/** A session of a new window. */
async function newSession() {
  vi.resetModules();
  return (await import("./session")).session;
}

beforeEach(() => {
  fetches.mockReset();
  vi.stubGlobal("fetch", fetches);
  vi.stubGlobal("BroadcastChannel", Channel);
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => Promise.resolve(work()) } });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a session", () => {
  it("goes on from an earlier visit, by the cookie", async () => {
    const session = await newSession();
    fetches.mockResolvedValueOnce(answer(200, login("eyA")));
    await session.resume();
    expect(session.state).toMatchObject({ status: "signed-in", sessionId: "s" });
    const [address, init] = fetches.mock.calls[0] ?? [];
    expect(address).toBe("/api/admin-users/refresh");
    expect(init?.headers).toMatchObject({ "tollgate-session": "cookie" });
    expect(await session.token()).toBe("eyA");
    expect(fetches).toHaveBeenCalledTimes(1);
  });

  it("is none where the cookie is not good, and unreachable where nothing answers", async () => {
    const first = await newSession();
    fetches.mockResolvedValueOnce(refused());
    await first.resume();
    expect(first.state).toEqual({ status: "signed-out", reason: "none" });
    const second = await newSession();
    fetches.mockRejectedValueOnce(new TypeError("network"));
    await second.resume();
    expect(second.state).toEqual({ status: "signed-out", reason: "unreachable" });
  });

  it("asks once for two renewals at once", async () => {
    const session = await newSession();
    fetches.mockImplementation(async () => answer(200, login("eyA")));
    expect(await Promise.all([session.token(), session.token(), session.resume()])).toEqual(["eyA", "eyA", undefined]);
    expect(fetches).toHaveBeenCalledTimes(1);
  });

  it("renews a refused token once, and gives others that were refused with it the new one", async () => {
    const session = await newSession();
    session.begin(login("eyA") as never);
    fetches.mockImplementation(async () => answer(200, login("eyB")));
    expect(await session.renewed("Bearer eyA")).toBe("eyB");
    expect(await session.renewed("Bearer eyA")).toBe("eyB");
    expect(fetches).toHaveBeenCalledTimes(1);
  });

  it("renews a token shortly before it expires", async () => {
    vi.useFakeTimers();
    const session = await newSession();
    session.begin(login("eyA", 60) as never);
    fetches.mockResolvedValueOnce(answer(200, login("eyB")));
    vi.advanceTimersByTime(29_000);
    expect(await session.token()).toBe("eyA");
    vi.advanceTimersByTime(2000);
    expect(await session.token()).toBe("eyB");
  });

  it("that was ended says so, once it is noticed", async () => {
    const session = await newSession();
    session.begin(login("eyA") as never);
    fetches.mockResolvedValueOnce(refused());
    expect(await session.renewed("Bearer eyA")).toBeNull();
    expect(session.state).toEqual({ status: "signed-out", reason: "ended" });
  });

  it("outlives a server that does not answer for a while", async () => {
    const session = await newSession();
    session.begin(login("eyA") as never);
    fetches.mockResolvedValueOnce(answer(503, { detail: "Later.", code: "database_unavailable" }));
    await expect(session.renewed("Bearer eyA")).rejects.toThrow("Later.");
    expect(session.state.status).toBe("signed-in");
  });

  it("ends here when it is ended in another window, and begins here when it begins there", async () => {
    const session = await newSession();
    session.begin(login("eyA") as never);
    expect(Channel.last.sent).toEqual(["signed-in"]);
    Channel.last.onmessage?.({ data: "signed-out" });
    expect(session.state).toEqual({ status: "signed-out", reason: "ended" });
    fetches.mockResolvedValueOnce(answer(200, login("eyB")));
    Channel.last.onmessage?.({ data: "signed-in" });
    await vi.waitFor(() => expect(session.state.status).toBe("signed-in"));
  });

  it("is ended by signing out, even while a refresh is on its way and without an access token", async () => {
    const session = await newSession();
    let respond: (response: Response) => void = () => undefined;
    fetches.mockImplementationOnce(() => new Promise((resolve) => (respond = resolve)));
    const resumed = session.resume();
    await vi.waitFor(() => expect(fetches).toHaveBeenCalledTimes(1));
    fetches.mockResolvedValueOnce(answer(200, { message: "Logged out" }));
    await session.signOut();
    respond(answer(200, login("eyA")));
    await resumed;
    expect(session.state).toEqual({ status: "signed-out", reason: "none" });
    expect(Channel.last.sent).toEqual(["signed-out"]);
    const [address, init] = fetches.mock.calls[1] ?? [];
    expect(address).toBe("/api/admin-users/logout");
    expect(init?.headers).toEqual({ "tollgate-session": "cookie" });
  });
});
