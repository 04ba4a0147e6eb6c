import { describe, expect, it } from "vitest";
import { type Call, follow, idBefore, KEPT, NOTHING, newestOf, openIds, reveal } from "./tail";

function call(at: number, part: Partial<Call> = {}): Call {
  const call_id = idBefore("0199aaaa-0000-7000-8000-000000000000", -at);
  return { call_id, status: "admitted", settled_at: null, provider: null, ...part } as Call;
}

const ids = (calls: readonly Call[]) => calls.map(({ call_id }) => call_id);
const here = { wait: false, gap: false };
const away = { wait: true, gap: false };

describe("calls as they come", () => {
  it("are shown with the newest first, each once, in whatever order they are loaded", () => {
    const [a, b, c] = [call(1), call(2), call(3)];
    const tail = follow(follow(NOTHING, [b, a], here), [a, c, b], here);
    expect(ids(tail.shown)).toEqual(ids([c, b, a]));
    expect(tail.waiting).toEqual([]);
  });

  it("are settled in their place, and what has not changed stays the same object", () => {
    const [a, b] = [call(1), call(2)];
    const settled = { ...a, status: "succeeded", settled_at: "2026-11-28T07:00:00Z" } as Call;
    const tail = follow(follow(NOTHING, [a, b], here), [settled, { ...b }], here);
    expect(tail.shown).toEqual([b, settled]);
    expect(tail.shown[0]).toBe(b);
    expect(openIds(tail)).toEqual([b.call_id]);
  });

  it("wait while the reader looks at others, are settled while they wait, and are shown when asked for", () => {
    const [a, b] = [call(1), call(2)];
    let tail = follow(follow(NOTHING, [a], away), [b], away);
    expect([ids(tail.shown), ids(tail.waiting)]).toEqual([ids([a]), ids([b])]);
    expect(newestOf(tail)).toBe(b);
    tail = follow(tail, [{ ...b, status: "failed" }], away);
    expect([tail.waiting.length, tail.waiting[0]?.status]).toEqual([1, "failed"]);
    expect(ids(reveal(tail).shown)).toEqual(ids([b, a]));
    expect(ids(follow(tail, [], here).shown)).toEqual(ids([b, a]));
  });

  it("are no more than are kept, the oldest forgotten", () => {
    const many = Array.from({ length: KEPT + 20 }, (_, index) => call(index));
    const tail = follow(NOTHING, many, here);
    expect(tail.shown).toHaveLength(KEPT);
    expect(tail.shown.at(-1)?.call_id).toBe(many[20]?.call_id);
  });

  it("are known to be incomplete once they were", () => {
    const tail = follow(follow(NOTHING, [call(1)], { wait: false, gap: true }), [call(2)], here);
    expect(tail.hasGap).toBe(true);
  });
});

it("an id from a little earlier is smaller by that much", () => {
  expect(idBefore("0199aaaa-0005-7abc-8def-0123456789ab", 5)).toBe("0199aaaa-0000-7000-8000-000000000000");
  expect(idBefore("0199aaaa-0000-7abc-8def-0123456789ab", 1)).toBe("0199aaa9-ffff-7000-8000-000000000000");
  expect(idBefore("00000000-0001-7abc-8def-0123456789ab", 50)).toBe("00000000-0000-7000-8000-000000000000");
});
