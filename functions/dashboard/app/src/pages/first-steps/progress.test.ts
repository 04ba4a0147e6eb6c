import { describe, expect, it } from "vitest";
import { type Facts, idFrom, nextStep, progressOf } from "./progress";

const ORGANIZATION = { organization_id: "north", name: "North" };
const KEY = { credential_id: "k", credential_name: "Main", provider: "openai", api_base: null } as const;
const CHAT = {
  model_alias: "chat",
  provider: "openai",
  kind: "chat",
  access_groups: ["standard"],
  actual_model: "gpt-4o-mini",
} as const;
const TEAM = {
  team_id: "north-team",
  team_alias: null,
  access_groups: ["standard"],
  credits_available: 10,
  virtual_key: "sk-…abcd",
};

const facts = (some: Partial<Facts>): Facts => ({
  organization: ORGANIZATION,
  keys: [KEY],
  aliases: [{ ...CHAT, access_groups: [...CHAT.access_groups] }],
  teams: [TEAM],
  ...some,
});

describe("the first steps", () => {
  it("are done one after the other", () => {
    const step = (some: Partial<Facts>, inHand = false, called = false) =>
      nextStep(progressOf(facts(some), {}), inHand, called);
    expect(step({ organization: null, keys: [], aliases: [], teams: [] })).toBe("organization");
    expect(step({ keys: [], teams: [] })).toBe("provider-key");
    expect(step({ aliases: [], teams: [] })).toBe("alias");
    expect(step({ teams: [] })).toBe("team");
    expect(step({})).toBe("virtual-key");
    expect(step({}, true)).toBe("call");
    expect(step({}, false, true)).toBeNull();
  });

  it("ask for an alias that the organization's keys can serve and a team can be given", () => {
    const alias = (some: object) =>
      progressOf(facts({ aliases: [{ ...CHAT, access_groups: ["standard"], ...some }] }), {}).alias;
    expect(alias({ provider: "gemini" })).toBeNull();
    expect(alias({ kind: "embedding" })).toBeNull();
    expect(alias({ access_groups: [] })).toBeNull();
  });

  it("ask for a team that may call the alias and has credits", () => {
    expect(progressOf(facts({ teams: [{ ...TEAM, credits_available: 0 }] }), {}).team).toBeNull();
    expect(progressOf(facts({ teams: [{ ...TEAM, access_groups: ["other"] }] }), {}).team).toBeNull();
  });

  it("prefer an alias that a team may call already, and what the address names", () => {
    const other = { ...CHAT, model_alias: "a-new-one", access_groups: ["new"] };
    const both = facts({ aliases: [other, { ...CHAT, access_groups: ["standard"] }] });
    expect(progressOf(both, {})).toMatchObject({ alias: { model_alias: "chat" }, team: { team_id: "north-team" } });
    expect(progressOf(both, { model_alias: "a-new-one" })).toMatchObject({
      alias: { model_alias: "a-new-one" },
      team: null,
    });
  });
});

it("ids are made of names", () => {
  expect(idFrom("  Nördlich & Söhne Ltd. ")).toBe("nordlich-sohne-ltd");
  expect(idFrom("日本")).toBe("");
});
