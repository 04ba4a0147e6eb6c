import { describe, expect, it } from "vitest";
import type { Schemas } from "../../../api/client";
import { insertedAlone, membersToSend, moved, type Steps, shareOf, stepsOf, withMember, withoutMember } from "./steps";

const member = (model_name: string, priority: number, weight = 1) =>
  ({ model_name, priority, weight }) as Schemas["ModelGroupMember"];

const names = (steps: Steps) => steps.map((step) => step.map(({ name }) => name).join(" "));

const AB_C: Steps = [
  [
    { name: "a", weight: 3 },
    { name: "b", weight: 1 },
  ],
  [{ name: "c", weight: 1 }],
];

describe("the steps of a model group", () => {
  it("have the members of one priority", () => {
    const members = [member("a", 0), member("b", 0), member("c", 7)];
    expect(names(stepsOf(members, "weight"))).toEqual(["a b", "c"]);
    expect(names(stepsOf(members, "priority"))).toEqual(["a", "b", "c"]);
  });

  it("are sent as priorities, and read again as the same steps", () => {
    const sent = membersToSend(AB_C);
    expect(sent).toEqual([
      { model_name: "a", priority: 0, weight: 3 },
      { model_name: "b", priority: 0, weight: 1 },
      { model_name: "c", priority: 1, weight: 1 },
    ]);
    expect(stepsOf(sent as Schemas["ModelGroupMember"][], "weight")).toEqual(AB_C);
  });

  it("lose a step that is left empty, and gain one past the last", () => {
    expect(names(moved(AB_C, { step: 1, index: 0 }, { step: 0, index: 1 }))).toEqual(["a c b"]);
    expect(names(moved(AB_C, { step: 0, index: 0 }, { step: 2, index: 0 }))).toEqual(["b", "c", "a"]);
    expect(names(moved(AB_C, { step: 5, index: 0 }, { step: 0, index: 0 }))).toEqual(names(AB_C));
  });

  it("take a member as a step of its own", () => {
    expect(names(insertedAlone(AB_C, { step: 1, index: 0 }, 0))).toEqual(["c", "a b"]);
    expect(names(insertedAlone(AB_C, { step: 0, index: 1 }, 1))).toEqual(["a", "b", "c"]);
  });

  it("have each member once", () => {
    expect(names(withoutMember(withMember(AB_C, "d"), "c"))).toEqual(["a b", "d"]);
  });

  it("divide calls by weight", () => {
    const [first = []] = AB_C;
    expect(first.map((one) => shareOf(first, one))).toEqual([0.75, 0.25]);
  });
});
