import { expect, it } from "vitest";
import { curlOf } from "./curl";

it("a prompt cannot end the quotes that it stands in", () => {
  const command = curlOf({ origin: "https://x.example", alias: "chat", prompt: "it's; rm -rf /", virtualKey: "$KEY" });
  expect(command).toContain(String.raw`"content":"it'\''s; rm -rf /"`);
  expect(command).toContain('"authorization: Bearer $KEY"');
});
