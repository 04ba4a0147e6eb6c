import { describe, expect, it } from "vitest";
import { daysOf, faultOfDays, readSearch } from "./search";

const now = Date.parse("2026-11-28T07:00:00Z");

describe("the address of a report", () => {
  it("drops what is unknown", () => {
    const search = {
      group_by: "colour",
      start_date: "2026-02-30",
      end_date: 7,
      provider: "acme",
      measure: "joy",
      team_id: "",
      model: 4,
    };
    expect(readSearch(search)).toEqual({ model: "4" });
    expect(readSearch({ group_by: "team", provider: "openai", organization_id: "north" })).toEqual({
      group_by: "team",
      provider: "openai",
      organization_id: "north",
    });
  });

  it("means the last 30 days unless it says otherwise", () => {
    expect(daysOf({}, now)).toEqual({ first: "2026-10-30", last: "2026-11-28" });
    expect(daysOf({ end_date: "2026-03-31" }, now)).toEqual({ first: "2026-03-02", last: "2026-03-31" });
    expect(daysOf({ start_date: "2026-11-20" }, now)).toEqual({ first: "2026-11-20", last: "2026-11-28" });
    expect(daysOf({ start_date: "2026-01-01" }, now)).toEqual({ first: "2026-01-01", last: "2026-01-30" });
    expect(daysOf({ start_date: "2027-01-01" }, now)).toEqual({ first: "2027-01-01", last: "2027-01-01" });
  });

  it("says which days cannot be reported", () => {
    expect(faultOfDays("2026-11-01", "2026-12-01", {})).toBeNull();
    expect(faultOfDays("2026-11-01", "2026-12-02", {})).toContain("31 days");
    expect(faultOfDays("2026-11-01", "2026-12-02", { team_id: "ops" })).toBeNull();
    expect(faultOfDays("2025-01-01", "2026-12-02", { organization_id: "north" })).toContain("366 days");
    expect(faultOfDays("2026-11-02", "2026-11-01", {})).toContain("after");
  });
});
