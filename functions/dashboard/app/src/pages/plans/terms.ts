/** @file The terms of a pricing plan, in words. */

import type { Schemas } from "../../api/client";
import { digits, type Exact } from "../../api/exact";
import { count, exactUsd } from "../../figures/decimal";

export type PlanKind = Schemas["PlanKind"];
export type Period = Schemas["BillingPeriod"];

/** The terms that a plan of any kind may have. */
export type Terms = Pick<
  Schemas["PricingPlan"],
  | "kind"
  | "markup_percentage"
  | "price_per_job_usd"
  | "first_jobs"
  | "first_jobs_price_usd"
  | "included_jobs"
  | "period"
  | "period_fee_usd"
>;

/** The kinds of plans, with what a completed job costs. */
export const KINDS: Record<PlanKind, { label: string; about: string }> = {
  markup: { label: "Markup", about: "A job costs what its calls cost, and a percentage on top." },
  flat_rate: { label: "Flat rate", about: "Each completed job costs the same." },
  tiered: { label: "Tiered", about: "In each period the first jobs have one price, and the rest another." },
  subscription: {
    label: "Subscription",
    about: "A fee for each period includes some jobs; each job beyond has a price.",
  },
};

export const KIND_OPTIONS = (Object.keys(KINDS) as PlanKind[]).map((value) => ({ value, label: KINDS[value].label }));

export const PERIOD_OPTIONS: { value: Period; label: string }[] = [
  { value: "daily", label: "Daily" },
  { value: "weekly", label: "Weekly" },
  { value: "monthly", label: "Monthly" },
];

const UNITS: Record<Period, string> = { daily: "day", weekly: "week", monthly: "month" };

/** What a period is: `month`. */
export function unitOf(period: Period | null | undefined): string {
  return period ? UNITS[period] : "period";
}

/** The terms in a sentence without its point. */
export function termsInWords(terms: Terms): string {
  const perJob = usd(terms.price_per_job_usd);
  switch (terms.kind) {
    case "markup":
      return `What calls cost and ${digits(terms.markup_percentage ?? 0)}% on top`;
    case "flat_rate":
      return `${perJob} for each job`;
    case "tiered":
      return `${usd(terms.first_jobs_price_usd)} for each of the first ${count(terms.first_jobs ?? 0)} jobs of a ${unitOf(terms.period)}, then ${perJob}`;
    case "subscription":
      return `${usd(terms.period_fee_usd)} a ${unitOf(terms.period)} with ${count(terms.included_jobs ?? 0)} jobs, then ${perJob} for each job`;
  }
}

function usd(value: Exact | null | undefined): string {
  return value === null || value === undefined ? "–" : exactUsd(value);
}
