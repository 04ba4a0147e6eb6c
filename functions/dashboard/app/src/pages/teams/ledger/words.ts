/** @file The ledger in words. */

import type { Schemas } from "../../../api/client";
import { count } from "../../../figures/decimal";
import { localTime } from "../../../figures/moment";

type Transaction = Schemas["Transaction"];

/** What the entries of the ledger are. */
export const ENTRIES: Record<Schemas["TransactionType"], string> = {
  deduction: "Charge",
  allocation: "Gift",
  refund: "Refund",
  adjustment: "Adjustment",
  subscription_payment: "Subscription payment",
  one_time_payment: "One-time payment",
};

/** By how much an entry changed what remained: negative where it took something. */
export function changeOf({ credits_before, credits_after }: Transaction): number {
  return credits_after - credits_before;
}

/** A change with its sign: a true minus, as in a ledger. */
export function signed(change: number): string {
  if (change === 0) return "0";
  return `${change > 0 ? "+" : "−"}${count(Math.abs(change))}`;
}

const EVERY: Record<Schemas["BillingPeriod"], string> = { daily: "day", weekly: "week", monthly: "month" };

/** What fills a team's credits up, in a sentence. */
export function refillInWords(
  credits: Pick<Schemas["Balance"], "auto_refill" | "refill_amount" | "refill_period" | "last_refill_at">,
): string {
  const { auto_refill, refill_amount, refill_period, last_refill_at } = credits;
  if (!auto_refill || refill_amount === null || refill_period === null) return "Auto-refill is off.";
  const last = last_refill_at === null ? "" : ` The last was ${localTime(last_refill_at)}.`;
  return `Auto-refill adds ${count(refill_amount)} credits each ${EVERY[refill_period]}.${last}`;
}
