/** @file Pricing plans in words. */

import type { Schemas } from "../../../api/client";
import { digits, type Exact } from "../../../api/exact";
import { count, exactUsd } from "../../../figures/decimal";

type Plan = Schemas["PricingPlan"];

/** What the kinds of plans are called. */
export const KINDS: Record<Schemas["PlanKind"], string> = {
  markup: "Markup",
  flat_rate: "Flat rate",
  tiered: "Tiered",
  subscription: "Subscription",
};

const A_PERIOD: Record<Schemas["BillingPeriod"], string> = { daily: "a day", weekly: "a week", monthly: "a month" };

/** The terms of a plan, in a sentence. */
export function planInWords(plan: Plan): string {
  const period = plan.period ? A_PERIOD[plan.period] : "a period";
  switch (plan.kind) {
    case "markup":
      return `What calls cost, plus ${digits(plan.markup_percentage ?? 0)} %`;
    case "flat_rate":
      return `${usd(plan.price_per_job_usd)} a job`;
    case "tiered":
      return `${usd(plan.first_jobs_price_usd)} for each of the first ${count(plan.first_jobs ?? 0)} jobs ${period}, then ${usd(plan.price_per_job_usd)}`;
    case "subscription":
      return `${usd(plan.period_fee_usd)} ${period} with ${count(plan.included_jobs ?? 0)} jobs, then ${usd(plan.price_per_job_usd)} a job`;
  }
}

function usd(value: Exact | null | undefined): string {
  return value === null || value === undefined ? "–" : exactUsd(value);
}
