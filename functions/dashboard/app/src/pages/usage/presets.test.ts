import { expect, it } from "vitest";
import { presets } from "./presets";
import { faultOfDays } from "./search";

it("every period on offer can be reported, whatever day it is", () => {
  for (const day of ["2026-01-01", "2026-03-31", "2028-02-29", "2026-12-31"]) {
    const now = Date.parse(`${day}T12:00:00Z`);
    for (const { first, last } of presets(false, now)) expect(faultOfDays(first, last, {})).toBeNull();
    for (const { first, last } of presets(true, now)) expect(faultOfDays(first, last, { team_id: "ops" })).toBeNull();
  }
});

it("the last month ends on its last day", () => {
  const found = presets(false, Date.parse("2026-03-31T00:00:00Z")).find(({ value }) => value === "month-before");
  expect(found).toMatchObject({ first: "2026-02-01", last: "2026-02-28" });
});
