import { Tooltip } from "@mantine/core";
import { approximately, type Exact } from "../api/exact";
import { exactUsd, roundUsd } from "./decimal";

/** What an amount means, which decides its colour. */
export type Meaning = "cost" | "revenue" | "profit";

/**
 * An amount of US dollars. Rounded, unless `exact`; the tooltip then has all digits. What is not known is a dash, never zero.
 */
export function Usd({
  value,
  meaning,
  exact = false,
}: {
  value: Exact | null | undefined;
  meaning?: Meaning;
  exact?: boolean;
}) {
  if (value === null || value === undefined) return <Unknown />;
  const all = exactUsd(value);
  const shown = exact ? all : roundUsd(value);
  const text = (
    <span className="digits" style={{ color: colour(value, meaning) }}>
      {shown}
    </span>
  );
  return shown === all ? text : <Tooltip label={all}>{text}</Tooltip>;
}

/** Stands for what is not known. */
export function Unknown() {
  return (
    <span role="img" aria-label="not known">
      –
    </span>
  );
}

function colour(value: Exact, meaning: Meaning | undefined): string | undefined {
  if (meaning === undefined) return undefined;
  return meaning === "profit" && approximately(value) < 0 ? "var(--meaning-loss)" : `var(--meaning-${meaning})`;
}
