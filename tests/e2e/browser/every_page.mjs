// Every page: it shows something, everybody can read it, and it fits on a telephone.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { areas, DOORS, shown } from "./pages.mjs";
import { everything } from "./everything.mjs";
import { trial } from "./trials.mjs";

/** WCAG 2.2, levels A and AA: https://www.deque.com/axe/core-documentation/api-documentation/#axecore-tags. */
const WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The narrowest telephone that pages are made for. */
const TELEPHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

/** Their names only: what the pages are about is made when a trial runs. */
const NAMES = Object.keys(areas({}));

let made;
let axe;

for (const area of NAMES) {
  trial(`the pages of ${area} are complete, accessible in light and dark, and fit on a telephone`, async (stage) => {
    made ??= everything(stage);
    const pages = areas(await made)[area];
    const window = await stage.signedIn(await stage.operator(), pages[0].path);
    await lookAt(window, pages);
  });
}

trial("the pages before signing in are complete, accessible in light and dark, and fit on a telephone", async (stage) => {
  stage.expectInConsole(/status of 401/);
  const window = await stage.page();
  await window.goto(`/dashboard${DOORS[0].path}`);
  await lookAt(window, DOORS);
});

/** Looks at pages, of which the first has been opened. */
async function lookAt(window, pages) {
  const faults = [];
  for (const page of pages) {
    if (page !== pages[0]) await window.goto(`/dashboard${page.path}`);
    await shown(window, page);
    assert.equal(await window.getByRole("alert").filter({ hasText: /refused|fault|did not work|Not found/ }).count(), 0, page.path);
    for (const scheme of ["light", "dark"]) {
      await window.emulateMedia({ colorScheme: scheme });
      faults.push(...(await violations(window)).map((fault) => `${page.path} in ${scheme}: ${fault}`));
    }
    await window.setViewportSize(TELEPHONE);
    faults.push(...(await tooWide(window)).map((fault) => `${page.path} on a telephone: ${fault}`));
    await window.setViewportSize(DESK);
  }
  assert.deepEqual(faults, []);
}

/** What axe finds against the guidelines. */
async function violations(window) {
  axe ??= readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
  const source = await axe;
  // The page's policy lets no script of another address in, so the source itself is handed over.
  if (!(await window.evaluate(() => "axe" in globalThis))) await window.evaluate(source);
  const found = await window.evaluate(
    (tags) => globalThis.axe.run({ runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }),
    WCAG_AA,
  );
  return found.violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(" ")} (${failureSummary})`);
    return `${id}: ${help}, ${nodes.length} times: ${places.join("; ")}`;
  });
}

/** What makes a page scroll sideways. */
async function tooWide(window) {
  return window.evaluate(async () => {
    // Charts measure themselves a frame after the window has changed.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const scrolls = (element) => element !== null && (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1 && !scrolls(element.parentElement),
    );
    return [`${scrollWidth} of ${clientWidth} px: ${wide.slice(-3).map((element) => element.outerHTML.slice(0, 160)).join(" | ")}`];
  });
}
