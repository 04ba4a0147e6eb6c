import { expect, it } from "vitest";
import { bodyOf, curlOf, EXAMPLE_TOOLS, faultOfTools, USUAL_SETTINGS } from "./request";

const hello = { role: "user" as const, content: "Hello" };

it("what is left empty is not sent", () => {
  expect(bodyOf("chat", { ...USUAL_SETTINGS, stream: false }, [hello])).toEqual({ model: "chat", messages: [hello] });
});

it("what is set is sent, with the system prompt first", () => {
  const settings = { ...USUAL_SETTINGS, system: "Be brief.", temperature: 0, max_tokens: 50, tools: EXAMPLE_TOOLS };
  const body = bodyOf("chat", { ...settings, reasoning_effort: "low" }, [hello]);
  expect(body).toEqual({
    model: "chat",
    messages: [{ role: "system", content: "Be brief." }, hello],
    temperature: 0,
    max_tokens: 50,
    reasoning_effort: "low",
    tools: JSON.parse(EXAMPLE_TOOLS),
    stream: true,
    stream_options: { include_usage: true },
  });
});

it("tools must be a list", () => {
  expect(faultOfTools("")).toBeNull();
  expect(faultOfTools(EXAMPLE_TOOLS)).toBeNull();
  expect(faultOfTools("{}")).toBe("This must be a JSON list of tools.");
  expect(faultOfTools("[")).not.toBeNull();
});

it("a command for a terminal has no key, and quotes what a shell would read", () => {
  const command = curlOf("https://gate.example", { say: "it's $HOME" });
  expect(command).toContain('"authorization: Bearer $KEY"');
  expect(command).toContain(`"say": "it'\\''s $HOME"`);
});
