/** @file Which calls are followed, as the address bar says. Unknown values are dropped. */

import type { Schemas } from "../../api/client";
import { providerOf } from "../../pickers/providers";

type CallStatus = Schemas["CallStatus"];

/** The states of a call, with the words for them. */
export const STATUSES: readonly { value: CallStatus; label: string }[] = [
  { value: "admitted", label: "Open" },
  { value: "succeeded", label: "Succeeded" },
  { value: "failed", label: "Failed" },
  { value: "abandoned", label: "Abandoned" },
];

/** What is left out of the calls. */
export type LiveFilter = {
  organization_id?: string;
  team_id?: string;
  job_type?: string;
  status?: CallStatus;
  model?: string;
  provider?: Schemas["Provider"];
};

/** Reads the address bar. */
export function readFilter(search: Record<string, unknown>): LiveFilter {
  return {
    organization_id: text(search.organization_id, 255),
    team_id: text(search.team_id, 255),
    job_type: text(search.job_type, 100),
    status: STATUSES.find(({ value }) => value === search.status)?.value,
    model: text(search.model, 200),
    provider: providerOf(search.provider),
  };
}

function text(value: unknown, longest: number): string | undefined {
  // What looks like a number is one in the address.
  const written = typeof value === "number" ? String(value) : value;
  return typeof written === "string" && written !== "" ? written.slice(0, longest) : undefined;
}

/** Whether a call can come to fit the filter after it was admitted: when it ends, or when a provider is asked. */
export function fitsLater({ status, model, provider }: LiveFilter): boolean {
  return (status !== undefined && status !== "admitted") || model !== undefined || provider !== undefined;
}
