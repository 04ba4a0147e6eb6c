import { describe, expect, it } from "vitest";
import { added, roundByRound } from "./rounds";

describe("rounds of work", () => {
  it("add up their counts, and keep what the last one said beside", () => {
    expect(added({ done: 2, more: true, waiting: null }, { done: 3, more: false, waiting: null })).toEqual({
      done: 5,
      more: false,
      waiting: null,
    });
    expect(added(null, { done: 1 })).toEqual({ done: 1 });
  });

  it("go on until nothing is left", async () => {
    const answers = [
      { done: 100, more: true },
      { done: 100, more: true },
      { done: 7, more: false },
    ];
    const told: number[] = [];
    const all = await roundByRound(
      async () => answers.shift() ?? { done: 0, more: false },
      ({ done }) => told.push(done),
    );
    expect(all).toEqual({ done: 207, more: false });
    expect(told).toEqual([100, 200, 207]);
  });

  it("stop some time, whatever is left", async () => {
    let rounds = 0;
    const all = await roundByRound(
      async () => {
        rounds += 1;
        return { more: true };
      },
      () => undefined,
    );
    expect(all.more).toBe(true);
    expect(rounds).toBe(50);
  });
});
