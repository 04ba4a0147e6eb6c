/** @file The form of a plan: its fields, and what is sent of them. */

import type { Schemas } from "../../api/client";
import type { Period, PlanKind, Terms } from "./terms";

/** The fields, named as the API names them. Those of other kinds stay, in case the kind is changed back. */
export type PlanValues = {
  team_id: string | null;
  job_type: string;
  kind: PlanKind;
  markup_percentage: string;
  price_per_job_usd: string;
  first_jobs: number | "";
  first_jobs_price_usd: string;
  included_jobs: number | "";
  period: Period;
  period_fee_usd: string;
};

/** The form of a new plan. */
export const NEW_PLAN: PlanValues = {
  team_id: null,
  job_type: "",
  kind: "markup",
  markup_percentage: "",
  price_per_job_usd: "",
  first_jobs: "",
  first_jobs_price_usd: "",
  included_jobs: "",
  period: "monthly",
  period_fee_usd: "",
};

/** The terms as they are typed, for the example. */
export function typedTerms(values: PlanValues): Terms {
  return {
    kind: values.kind,
    markup_percentage: values.markup_percentage,
    price_per_job_usd: values.price_per_job_usd,
    first_jobs: values.first_jobs === "" ? 0 : values.first_jobs,
    first_jobs_price_usd: values.first_jobs_price_usd,
    included_jobs: values.included_jobs === "" ? 0 : values.included_jobs,
    period: values.period,
    period_fee_usd: values.period_fee_usd,
  };
}

/** What is sent: the terms of its kind. What is missing is sent as it is, so that the API names the field. */
export function newPlan(values: PlanValues): Schemas["NewPlan"] {
  const of = { team_id: values.team_id as string, job_type: values.job_type.trim() || null };
  const price_per_job_usd = values.price_per_job_usd.trim();
  switch (values.kind) {
    case "markup":
      return { ...of, kind: "markup", markup_percentage: values.markup_percentage.trim() };
    case "flat_rate":
      return { ...of, kind: "flat_rate", price_per_job_usd };
    case "tiered":
      return {
        ...of,
        kind: "tiered",
        first_jobs: values.first_jobs as number,
        first_jobs_price_usd: values.first_jobs_price_usd.trim(),
        price_per_job_usd,
        period: values.period,
      };
    case "subscription":
      return {
        ...of,
        kind: "subscription",
        period_fee_usd: values.period_fee_usd.trim(),
        included_jobs: values.included_jobs as number,
        price_per_job_usd,
        period: values.period,
      };
  }
}
