import { expect, it } from "vitest";
import { clientInWords } from "./userAgent";

it("clients are known by what only they send", () => {
  const chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36";
  expect(clientInWords(chrome)).toBe("Chrome 139 on Windows");
  expect(clientInWords(`${chrome} Edg/139.0.0.0`)).toBe("Edge 139 on Windows");
  expect(clientInWords("Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0")).toBe(
    "Firefox 141 on Linux",
  );
  expect(
    clientInWords(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    ),
  ).toBe("Safari 18 on iPhone");
});

it("other clients have their own name", () => {
  expect(clientInWords("curl/8.5.0")).toBe("curl 8.5.0");
  expect(clientInWords("python-httpx/0.27 something")).toBe("python-httpx 0.27");
  expect(clientInWords(null)).toBe("A client that does not say what it is");
});
