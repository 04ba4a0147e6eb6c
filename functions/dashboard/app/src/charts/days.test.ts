import { describe, expect, it } from "vitest";
import { daysFrom, eachDay, eachMonth, isDay, plusDays, today } from "./days";

describe("days of reports", () => {
  it("are those of UTC", () => {
    expect(today(Date.parse("2026-11-03T23:59:59Z"))).toBe("2026-11-03");
    expect(today(Date.parse("2026-11-03T23:30:00-02:00"))).toBe("2026-11-04");
  });

  it("are counted with both ends, over months and leap days", () => {
    expect(plusDays("2028-02-28", 2)).toBe("2028-03-01");
    expect(plusDays("2026-01-01", -1)).toBe("2025-12-31");
    expect(daysFrom("2026-11-01", "2026-11-30")).toBe(30);
    expect(eachDay("2026-10-31", "2026-11-02")).toEqual(["2026-10-31", "2026-11-01", "2026-11-02"]);
    expect(eachDay("2026-11-02", "2026-11-01")).toEqual([]);
    expect(eachMonth("2025-12-31", "2026-02-01")).toEqual(["2025-12", "2026-01", "2026-02"]);
  });

  it("are days that there are", () => {
    expect(isDay("2026-02-28")).toBe(true);
    for (const text of ["2026-02-30", "2026-2-3", "", "yesterday", 20260203, null]) expect(isDay(text)).toBe(false);
  });
});
