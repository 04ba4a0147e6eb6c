/** @file The terms of a team in words. */

import type { Schemas } from "../../../api/client";

type Words = { short: string; label: string; about: string };

/** How a team's jobs are paid for. */
export const BUDGET_MODES: Record<Schemas["BudgetMode"], Words> = {
  job_based: { short: "by job", label: "By the job", about: "Each completed job costs one credit." },
  consumption_usd: {
    short: "by cost",
    label: "By what calls cost",
    about: "Calls cost what the client pays for them in US dollars, at so many credits a dollar.",
  },
  consumption_tokens: {
    short: "by tokens",
    label: "By tokens",
    about: "Calls cost a credit for so many tokens of input and output.",
  },
};

/** Which failed jobs are free. */
export const REFUNDS: Record<Schemas["FailedJobRefund"], Words> = {
  unanswered: {
    short: "if unanswered",
    label: "Those none of whose calls was answered",
    about: "A failed job pays as a completed one does if any of its calls was answered.",
  },
  always: { short: "always", label: "All of them", about: "No failed job costs anything." },
  never: { short: "never", label: "None", about: "A failed job pays as a completed one does." },
};

/** The choices of a field, in the order of the table. */
export function choices(words: Record<string, Words>): { value: string; label: string }[] {
  return Object.entries(words).map(([value, { label }]) => ({ value, label }));
}
