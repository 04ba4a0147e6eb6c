/** @file What a plan would cost, counted exactly: amounts are whole numbers of a millionth of a dollar. */

import { digits, type Exact } from "../../api/exact";
import type { Terms } from "./terms";

/** One line of an example: what is counted, and what it comes to in USD. */
export type Line = { label: string; usd: string };

/** An example of a bill. */
export type Example = { lines: Line[]; total: string };

/** Prices have six decimals, a percentage two, of a hundred. */
const PLACES = 10;

/** The bill of so many completed jobs in one period; null where the terms are incomplete, or are a markup. */
export function billOf(terms: Terms, jobs: number): Example | null {
  const price = scaled(terms.price_per_job_usd);
  switch (terms.kind) {
    case "markup":
      return null;
    case "flat_rate":
      return price === null ? null : bill([["Jobs", jobs, price]]);
    case "tiered": {
      const first = scaled(terms.first_jobs_price_usd);
      if (price === null || first === null) return null;
      const early = Math.min(jobs, terms.first_jobs ?? 0);
      return bill([
        ["First jobs", early, first],
        ["Further jobs", jobs - early, price],
      ]);
    }
    case "subscription": {
      const fee = scaled(terms.period_fee_usd);
      if (price === null || fee === null) return null;
      const included = Math.min(jobs, terms.included_jobs ?? 0);
      return bill([
        ["Fee of the period", 1, fee],
        ["Included jobs", included, 0n],
        ["Further jobs", jobs - included, price],
      ]);
    }
  }
}

/** What a client pays for calls that cost the provider's price, by a markup; null where one of them is no number. */
export function markedUp(percentage: Exact | null | undefined, cost: Exact): string | null {
  const [share, base] = [scaled(percentage), scaled(cost)];
  if (share === null || base === null) return null;
  const unit = 10n ** BigInt(PLACES);
  return written(base + (base * share) / (100n * unit));
}

function bill(parts: readonly (readonly [string, number, bigint])[]): Example {
  const lines = parts.map(([label, jobs, price]) => ({
    label: `${label}: ${jobs} × $${written(price)}`,
    usd: written(BigInt(jobs) * price),
  }));
  const total = parts.reduce((sum, [, jobs, price]) => sum + BigInt(jobs) * price, 0n);
  return { lines, total: written(total) };
}

/** A decimal that is not negative as a whole number; null where it is none. */
function scaled(value: Exact | null | undefined): bigint | null {
  if (value === null || value === undefined) return null;
  const match = /^(\d+)(?:\.(\d*))?$/.exec(digits(value).trim());
  if (match === null) return null;
  const fraction = (match[2] ?? "").slice(0, PLACES).padEnd(PLACES, "0");
  return BigInt(`${match[1]}${fraction}`);
}

function written(amount: bigint): string {
  const text = amount.toString().padStart(PLACES + 1, "0");
  const fraction = text.slice(-PLACES).replace(/0+$/, "");
  return `${text.slice(0, -PLACES)}${fraction === "" ? "" : `.${fraction}`}`;
}
