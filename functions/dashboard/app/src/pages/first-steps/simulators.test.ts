import { expect, it } from "vitest";
import { simulatorsOf } from "./simulators";

it("the simulator is where keys of its name lead over plain HTTP", () => {
  const base = "http://127.0.0.1:8790/openai/v1";
  expect(
    simulatorsOf([
      { provider: "openai", credential_name: "Main", api_base: null },
      { provider: "openai", credential_name: "simulator", api_base: base },
      { provider: "gemini", credential_name: "simulator", api_base: "https://elsewhere.example" },
    ]),
  ).toEqual({ openai: base });
});
