/** @file What needs attention, as lines that say what is wrong and lead to where it is mended. */

import type { Schemas } from "../../api/client";
import { count, exactUsd } from "../../figures/decimal";
import { ago } from "../../figures/moment";

type Attention = Schemas["Attention"];

/** How bad it is: calls fail or the books are wrong; it will become bad; it should be known. */
export type Level = "urgent" | "soon" | "note";

/** A line. */
export type Concern = {
  key: string;
  level: Level;
  title: string;
  detail?: string;
  /** Where it is mended. */
  to: string;
  search?: Record<string, string>;
};

/** Of each kind so many lines at most: the rest is counted. */
const SHOWN = 5;

/** The sweep runs every five minutes; so late it has failed. In milliseconds. */
const SWEEP_LATE_MS = 30 * 60_000;

const ORDER: readonly Level[] = ["urgent", "soon", "note"];

/** The lines, the worst first. */
export function concernsOf(attention: Attention, now: number = Date.now()): Concern[] {
  const concerns = [
    ...books(attention),
    ...keys(attention),
    ...teams(attention),
    ...routes(attention),
    ...webhooks(attention),
    ...work(attention, now),
    ...doubts(attention),
  ];
  return concerns.sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
}

function teams({ low_teams: { teams, total } }: Attention): Concern[] {
  const lines = teams.slice(0, SHOWN).map((team): Concern => {
    const empty = team.credits_available <= 0;
    return {
      key: `team ${team.team_id}`,
      level: empty ? "urgent" : "soon",
      title: empty ? `Team ${team.team_id} has no credits left` : `Team ${team.team_id} is low on credits`,
      detail:
        `${count(team.credits_available)} available; low from ${count(team.low_credit_threshold)} on. ` +
        (team.auto_refill ? "They are refilled by themselves." : "No automatic refill."),
      to: `/teams/${encodeURIComponent(team.team_id)}`,
    };
  });
  return [...lines, ...others(total - lines.length, "team is low on credits", "teams are low on credits", "/teams")];
}

function keys({ credentials: { credentials, total } }: Attention): Concern[] {
  const lines = credentials.slice(0, SHOWN).map((key): Concern => {
    const name = key.credential_name ?? "of the deployment";
    return {
      key: `key ${key.credential_id ?? ""} ${key.provider}`,
      level: "urgent",
      title: `Provider key ${name} (${key.provider}) is failing`,
      detail: [
        key.organization_id === null ? null : `Of ${key.organization_id}.`,
        reason(key.last_error_code, key.last_status),
        since(key.failing_since),
      ]
        .filter((part) => part !== null)
        .join(" "),
      to: key.credential_id === null ? "/system" : `/provider-keys/${key.credential_id}`,
    };
  });
  const rest = others(total - lines.length, "provider key is failing", "provider keys are failing", "/provider-keys");
  return [...lines, ...rest];
}

function routes({ routes: { routes, total } }: Attention): Concern[] {
  const lines = routes.slice(0, SHOWN).map((route): Concern => {
    const name = route.credential_name ?? (route.credential_id === null ? "the deployment's key" : "a key");
    return {
      key: `route ${route.provider} ${route.model} ${route.credential_id ?? ""}`,
      level: route.state === "open" ? "urgent" : "soon",
      title: `Route ${route.provider} / ${route.model} ${route.state === "open" ? "is set aside" : "is being tried again"}`,
      detail: [`With ${name}.`, reason(route.last_error_code, route.last_status), since(route.failing_since)]
        .filter((part) => part !== null)
        .join(" "),
      to: "/system",
    };
  });
  return [...lines, ...others(total - lines.length, "route is in trouble", "routes are in trouble", "/system")];
}

function webhooks({ dead_letters, disabled_webhooks: { webhooks, total } }: Attention): Concern[] {
  const lines = webhooks.slice(0, SHOWN).map(
    (webhook): Concern => ({
      key: `webhook ${webhook.webhook_id}`,
      level: "soon",
      title: `A webhook of team ${webhook.team_id} was switched off`,
      detail: `${webhook.webhook_url} answers that it is gone.`,
      to: `/webhooks/${webhook.webhook_id}`,
    }),
  );
  lines.push(...others(total - lines.length, "webhook was switched off", "webhooks were switched off", "/webhooks"));
  if (dead_letters.count > 0) {
    lines.push({
      key: "dead letters",
      level: "soon",
      title: `${things(dead_letters.count, "delivery to a webhook was", "deliveries to webhooks were")} given up in the last 7 days`,
      detail: dead_letters.latest_at === null ? undefined : `The newest event is from ${ago(dead_letters.latest_at)}.`,
      to: "/webhooks",
      search: { tab: "dead-letters" },
    });
  }
  return lines;
}

function doubts({ in_doubt, credits_uncollected }: Attention): Concern[] {
  const lines: Concern[] = [];
  if (in_doubt.calls > 0) {
    lines.push({
      key: "doubts",
      level: "note",
      title: `${things(in_doubt.calls, "call", "calls")} of the last 30 days may be billed beyond what is booked`,
      detail: `About ${exactUsd(in_doubt.cost_usd)}, at most ${exactUsd(in_doubt.bound_usd)}. Compare it with the providers' invoices.`,
      to: "/usage",
      search: { group_by: "provider" },
    });
  }
  if (credits_uncollected > 0) {
    lines.push({
      key: "uncollected",
      level: "note",
      title: `${things(credits_uncollected, "credit", "credits")} of the last 30 days could not be collected`,
      detail: "Jobs used more than was held for them, and their teams had nothing else.",
      to: "/usage",
      search: { group_by: "team" },
    });
  }
  return lines;
}

function work({ overdue_calls, long_open_jobs, last_sweep_at }: Attention, now: number): Concern[] {
  const lines: Concern[] = [];
  const late = last_sweep_at === null || now - Date.parse(last_sweep_at) > SWEEP_LATE_MS;
  if (late || overdue_calls > 0) {
    lines.push({
      key: "sweep",
      level: overdue_calls > 0 ? "urgent" : "soon",
      title: late
        ? last_sweep_at === null
          ? "The sweep has not run yet"
          : `The sweep last ran ${ago(last_sweep_at, now)}`
        : `${things(overdue_calls, "call is", "calls are")} overdue`,
      detail:
        overdue_calls > 0
          ? `${things(overdue_calls, "call that should have ended holds", "calls that should have ended hold")} credits until it runs.`
          : "It ends overdue calls, refills credits and begins periods of plans. Is its schedule set up?",
      to: "/system",
    });
  }
  if (long_open_jobs.count > 0) {
    lines.push({
      key: "open jobs",
      level: "note",
      title: `${things(long_open_jobs.count, "job has", "jobs have")} been open for longer than a day`,
      detail:
        long_open_jobs.oldest_at === null ? undefined : `The oldest was opened ${ago(long_open_jobs.oldest_at, now)}.`,
      to: "/jobs",
      search: { status: "in_progress" },
    });
  }
  return lines;
}

function books({ last_audit }: Attention): Concern[] {
  if (last_audit === null) {
    return [
      {
        key: "audit",
        level: "note",
        title: "The books have not been audited yet",
        detail: "An audit checks that every credit and every dollar adds up.",
        to: "/system",
      },
    ];
  }
  if (last_audit.ok && last_audit.findings.length === 0) return [];
  return [
    {
      key: "audit",
      level: last_audit.ok ? "note" : "urgent",
      title: last_audit.ok ? "The last audit has warnings" : "The books are wrong",
      detail: last_audit.findings.map(({ check, count: rows }) => `${check} (${count(rows)})`).join(" · "),
      to: "/system",
    },
  ];
}

function others(total: number, one: string, many: string, to: string): Concern[] {
  return total > 0
    ? [{ key: `more ${to} ${one}`, level: "soon", title: `${count(total)} more ${total === 1 ? one : many}`, to }]
    : [];
}

function things(number: number, one: string, many: string): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

function reason(code: string | null, status: number | null): string | null {
  if (code === null) return null;
  return status === null ? `Last error: ${code}.` : `Last error: ${code}, HTTP status ${status}.`;
}

function since(at: string | null): string | null {
  return at === null ? null : `It began ${ago(at)}.`;
}
