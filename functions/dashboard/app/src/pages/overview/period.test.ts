import { expect, it } from "vitest";
import { daysFrom } from "../../charts/days";
import { spanOf } from "./period";

const now = Date.parse("2026-11-28T07:00:00Z");

it("a period ends today and is compared with as many days before it", () => {
  expect(spanOf("7d", now)).toMatchObject({
    first: "2026-11-22",
    last: "2026-11-28",
    before: { first: "2026-11-15", last: "2026-11-21" },
  });
  expect(spanOf("today", now).before).toEqual({ first: "2026-11-27", last: "2026-11-27" });
});

it("no period is longer than what a report of the whole deployment covers", () => {
  for (const period of ["today", "7d", "30d"] as const) {
    const { first, last, before, chartedFrom } = spanOf(period, now);
    for (const days of [daysFrom(first, last), daysFrom(before.first, before.last), daysFrom(chartedFrom, last)]) {
      expect(days).toBeGreaterThan(0);
      expect(days).toBeLessThanOrEqual(31);
    }
  }
});
