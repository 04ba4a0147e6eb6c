import { expect, it } from "vitest";
import { share, ticks, timeline } from "./timeline";

const call = {
  created_at: "2026-11-24T12:00:00.000Z",
  settled_at: "2026-11-24T12:00:01.500Z" as string | null,
  latency_ms: 1200 as number | null,
  time_to_first_token_ms: 400 as number | null,
};

it("calls stand where they ran, whatever their order", () => {
  const later = { ...call, created_at: "2026-11-24T12:00:03.000Z", latency_ms: 1000 };
  const { length, spans } = timeline([later, call]);
  expect(length).toBe(4000);
  expect(spans).toEqual([
    { start: 3000, duration: 1000, firstToken: 400, isOpen: false },
    { start: 0, duration: 1200, firstToken: 400, isOpen: false },
  ]);
});

it("a call that runs reaches to the present moment", () => {
  const open = { ...call, settled_at: null, latency_ms: null, time_to_first_token_ms: null };
  const { spans, length } = timeline([open], Date.parse("2026-11-24T12:00:05Z"));
  expect(spans).toEqual([{ start: 0, duration: 5000, firstToken: null, isOpen: true }]);
  expect(length).toBe(5000);
});

it("a call whose latency is not known took until it was settled", () => {
  expect(timeline([{ ...call, latency_ms: null }]).spans[0]?.duration).toBe(1500);
});

it("an axis without a length can be divided by", () => {
  const { length } = timeline([{ ...call, latency_ms: 0, time_to_first_token_ms: null }]);
  expect(share(0, length)).toBe("0.000%");
  expect(timeline([], 7)).toEqual({ from: 7, length: 1, spans: [] });
});

it("an axis has few and round marks", () => {
  expect(ticks(4000)).toEqual([0, 1000, 2000, 3000, 4000]);
  expect(ticks(1730)).toEqual([0, 500, 1000, 1500]);
  expect(ticks(400_000)).toEqual([0, 120_000, 240_000, 360_000]);
  for (const length of [1, 3, 17, 999, 61_234, 86_400_000]) expect(ticks(length).length).toBeLessThanOrEqual(5);
});
