// The browser: the machine's own Chromium, or the one that an npm package brings with the libraries and fonts it needs.
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/** What distributions call it. */
const USUAL_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Starts the browser, without a window. It uses no proxy: everything that it may reach is on this machine. */
export async function launch() {
  return chromium.launch({
    executablePath: await findBrowser(),
    headless: true,
    args: [
      // Root, as which continuous integration runs, has no sandbox; the pages are our own.
      "--no-sandbox",
      "--disable-dev-shm-usage",
      "--disable-gpu",
      "--font-render-hinting=none",
      "--no-proxy-server",
    ],
  });
}

async function findBrowser() {
  if (process.env.TOLLGATE_CHROMIUM) return process.env.TOLLGATE_CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const installed = USUAL_NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  return installed ?? (await bundled());
}

/** Unpacks the package's browser. A bare machine has neither NSS nor a font, so those come along. */
async function bundled() {
  const { default: browser, inflate, setupLambdaEnvironment } = await import("@sparticuz/chromium");
  const packed = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "../bin/al2023.tar.br");
  await inflate(packed);
  setupLambdaEnvironment(join(tmpdir(), "al2023", "lib"));
  return browser.executablePath();
}
