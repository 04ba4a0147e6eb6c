import { expect, it } from "vitest";
import { whatHappened } from "./words";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const delivery = {
  status: "pending" as const,
  attempts: 0,
  last_status: null,
  last_error: null,
  next_attempt_at: "2026-11-24T12:05:00Z",
  finished_at: null,
};

it("a delivery that waits says when it is tried", () => {
  expect(whatHappened(delivery, NOW)).toBe("Not sent yet; the next attempt is due in 5 minutes.");
  const late = { ...delivery, next_attempt_at: "2026-11-24T11:59:00Z" };
  expect(whatHappened(late, NOW)).toBe("Not sent yet; it is due now.");
  const failed = { ...delivery, attempts: 2, last_error: "status" as const, last_status: 503 };
  expect(whatHappened(failed, NOW)).toBe(
    "After 2 attempts: the server answered with an error (503); the next attempt is due in 5 minutes.",
  );
});

it("a dead letter says why it was given up", () => {
  const dead = {
    ...delivery,
    status: "dead" as const,
    next_attempt_at: null,
    attempts: 10,
    last_error: "timed_out" as const,
  };
  expect(whatHappened(dead, NOW)).toBe("Given up after 10 attempts: no answer began within 10 seconds.");
  const never = { ...dead, attempts: 0, last_error: "switched_off" as const };
  expect(whatHappened(never, NOW)).toBe("Given up before it was sent: the webhook was switched off.");
});

it("a delivery that arrived says after how many attempts", () => {
  const arrived = { ...delivery, status: "delivered" as const, next_attempt_at: null };
  expect(whatHappened({ ...arrived, attempts: 1 }, NOW)).toBe("Arrived at the first attempt.");
  expect(whatHappened({ ...arrived, attempts: 3 }, NOW)).toBe("Arrived after 3 attempts.");
});
