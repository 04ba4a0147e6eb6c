/** @file How members of a model group that have the same priority are ordered, in words. */

import type { Schemas } from "../../api/client";

export type Balancing = Schemas["Balancing"];

/** The name of each way, and what it does. */
export const BALANCING: Record<Balancing, { label: string; about: string }> = {
  priority: { label: "In order", about: "Members are tried in the order of the list." },
  weight: {
    label: "By weight",
    about: "Members of a step are tried in an order that is drawn for each call. A weight is a share of the calls.",
  },
  least_latency: {
    label: "Fastest first",
    about: "Members of a step are tried by their latency, the fastest first. What is not measured comes first.",
  },
};

/** The ways as selects offer them. */
export const BALANCING_OPTIONS = (Object.keys(BALANCING) as Balancing[]).map((value) => ({
  value,
  label: BALANCING[value].label,
}));
