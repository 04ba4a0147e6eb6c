/** @file What webhooks' events, and what became of their deliveries, are called. See docs/webhooks.md. */

import type { Schemas } from "../../api/client";
import { ago } from "../../figures/moment";

/** When each event is sent. */
export const EVENTS: Record<Schemas["WebhookEvent"], string> = {
  "job.completed": "A job was completed and paid for",
  "job.failed": "A job has failed",
  "credits.low": "Few credits remain",
  "team.suspended": "The team or its organization was suspended",
};

/** The events that a webhook can ask for, in the order of the forms. */
export const EVENT_NAMES = Object.keys(EVENTS) as Schemas["WebhookEvent"][];

/** What was wrong with an attempt. */
const ERRORS: Record<Schemas["DeliveryError"], string> = {
  status: "the server answered with an error",
  redirected: "the server answered with a redirect, which is not followed",
  timed_out: "no answer began within 10 seconds",
  connection_failed: "the name was not found, the connection failed, or the certificate is not valid",
  address_not_allowed: "the deployment does not allow the address",
  secret_not_readable: "the sealed secret cannot be opened: check the deployment's keyring",
  switched_off: "the webhook was switched off",
  gone: "the server answered 410 Gone, which switches the webhook off",
};

type Delivery = Pick<
  Schemas["Delivery"],
  "status" | "attempts" | "last_status" | "last_error" | "next_attempt_at" | "finished_at"
>;

/** What became of a delivery, in a sentence. */
export function whatHappened(delivery: Delivery, now: number = Date.now()): string {
  const { status, attempts, last_error, next_attempt_at } = delivery;
  const tries = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  const fault = last_error === null ? "" : wrong(last_error, delivery.last_status);
  switch (status) {
    case "delivered":
      return attempts === 1 ? "Arrived at the first attempt." : `Arrived after ${tries}.`;
    case "dead":
      if (attempts === 0)
        return fault === "" ? "Given up before it was sent." : `Given up before it was sent: ${fault}.`;
      return fault === "" ? `Given up after ${tries}.` : `Given up after ${tries}: ${fault}.`;
    case "pending": {
      const next = next_attempt_at === null ? "" : dueAt(next_attempt_at, now);
      if (attempts === 0) return `Not sent yet${next}.`;
      return fault === "" ? `Tried ${tries}${next}.` : `After ${tries}: ${fault}${next}.`;
    }
  }
}

function wrong(error: Schemas["DeliveryError"], status: number | null): string {
  return status !== null && (error === "status" || error === "redirected")
    ? `${ERRORS[error]} (${status})`
    : ERRORS[error];
}

function dueAt(at: string, now: number): string {
  return new Date(at).getTime() <= now ? "; it is due now" : `; the next attempt is due ${ago(at, now)}`;
}
