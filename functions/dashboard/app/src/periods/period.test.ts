import { describe, expect, it } from "vitest";
import { daysOf, periodOf } from "./period";

const LATE = Date.parse("2026-03-15T23:59:00Z");

describe("periods of reports", () => {
  it("have both of their ends, in days of UTC", () => {
    expect(daysOf({ period: "7d" }, "month", LATE)).toEqual({ start_date: "2026-03-09", end_date: "2026-03-15" });
    expect(daysOf({}, "month", LATE)).toEqual({ start_date: "2026-03-01", end_date: "2026-03-15" });
    expect(daysOf({ period: "last-month" }, "month", LATE)).toEqual({
      start_date: "2026-02-01",
      end_date: "2026-02-28",
    });
    const january = Date.parse("2026-01-31T00:00:00Z");
    expect(daysOf({ period: "last-month" }, "month", january)).toEqual({
      start_date: "2025-12-01",
      end_date: "2025-12-31",
    });
  });

  it("are the reader's own days where there are two in order", () => {
    const days = { start_date: "2026-02-27", end_date: "2026-03-01" };
    expect(daysOf(periodOf({ ...days, period: "7d" }), "month", LATE)).toEqual(days);
  });

  it("drop what they do not understand", () => {
    expect(periodOf({ period: "toString" })).toEqual({});
    expect(periodOf({ start_date: "2026-02-02", end_date: "2026-02-01" })).toEqual({});
    expect(periodOf({ start_date: "2026-13-45", end_date: "2026-14-01" })).toEqual({});
    expect(periodOf({ start_date: "2026-02-02", period: "90d" })).toEqual({ period: "90d" });
  });
});
