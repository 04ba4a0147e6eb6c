import { describe, expect, it } from "vitest";
import type { Schemas } from "../../api/client";
import { concernsOf } from "./concerns";

type Attention = Schemas["Attention"];

const now = Date.parse("2026-11-28T07:00:00Z");
const calm: Attention = {
  low_teams: { total: 0, teams: [] },
  routes: { total: 0, routes: [] },
  credentials: { total: 0, credentials: [] },
  dead_letters: { count: 0, latest_at: null },
  disabled_webhooks: { total: 0, webhooks: [] },
  in_doubt: { calls: 0, cost_usd: 0, bound_usd: 0 },
  credits_uncollected: 0,
  overdue_calls: 0,
  long_open_jobs: { count: 0, oldest_at: null },
  last_audit: { checked_at: "2026-11-28T06:00:00Z", ok: true, complete: true, checks: 30, findings: [] },
  last_sweep_at: "2026-11-28T06:57:00Z",
};

const team = (team_id: string, credits_available: number) => ({
  team_id,
  organization_id: "north",
  credits_available,
  credits_remaining: credits_available,
  credits_allocated: 1000,
  low_credit_threshold: 100,
  auto_refill: false,
});

describe("what needs attention", () => {
  it("is nothing where everything is in order", () => {
    expect(concernsOf(calm, now)).toEqual([]);
  });

  it("has the worst first, and leads to where it is mended", () => {
    const concerns = concernsOf(
      { ...calm, low_teams: { total: 2, teams: [team("a b", 50), team("dry", 0)] }, credits_uncollected: 1 },
      now,
    );
    expect(concerns.map(({ level, to }) => [level, to])).toEqual([
      ["urgent", "/teams/dry"],
      ["soon", "/teams/a%20b"],
      ["note", "/usage"],
    ]);
  });

  it("counts what is not listed", () => {
    const teams = Array.from({ length: 20 }, (_, index) => team(`t${index}`, 50));
    const titles = concernsOf({ ...calm, low_teams: { total: 23, teams } }, now).map(({ title }) => title);
    expect(titles).toHaveLength(6);
    expect(titles.at(-1)).toBe("18 more teams are low on credits");
  });

  it("says so when the sweep is late, never ran, or has left calls open", () => {
    const of = (part: Partial<Attention>) => concernsOf({ ...calm, ...part }, now)[0];
    expect(of({ last_sweep_at: "2026-11-28T06:00:00Z" })).toMatchObject({
      level: "soon",
      title: "The sweep last ran 1 hour ago",
    });
    expect(of({ last_sweep_at: null })?.title).toBe("The sweep has not run yet");
    expect(of({ overdue_calls: 2 })).toMatchObject({ level: "urgent", title: "2 calls are overdue" });
  });

  it("names what an audit has found", () => {
    const findings: Schemas["AuditFinding"][] = [{ check: "Holds add up", severity: "breach", count: 3 }] as never;
    const wrong = { checked_at: "2026-11-28T06:00:00Z", ok: false, complete: true, checks: 30, findings };
    expect(concernsOf({ ...calm, last_audit: wrong }, now)[0]).toMatchObject({
      level: "urgent",
      title: "The books are wrong",
      detail: "Holds add up (3)",
    });
    expect(concernsOf({ ...calm, last_audit: null }, now)[0]?.level).toBe("note");
  });
});
