import { expect, it } from "vitest";
import { fileName, joined } from "./csv";

it("a report of several pages is one file with its headings once", () => {
  expect(joined(["key,calls\r\na,1\r\n", "key,calls\r\nb,2\r\n"])).toBe("key,calls\r\na,1\r\nb,2\r\n");
  expect(joined(["key,calls\r\na,1", "key,calls\r\nb,2"])).toBe("key,calls\r\na,1\r\nb,2");
  expect(joined(["key,calls\r\n"])).toBe("key,calls\r\n");
});

it("the file says what it has", () => {
  expect(fileName({ group_by: "job_type", start_date: "2026-11-01", end_date: "2026-11-30" })).toBe(
    "usage-by-job-type-2026-11-01-to-2026-11-30.csv",
  );
});
