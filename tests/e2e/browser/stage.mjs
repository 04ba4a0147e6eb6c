// What a trial has: pages of signed-in operators, and the API to prepare and to check things with.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/** The password of every operator that a trial makes. */
export const PASSWORD = "a good password";

/** Where the functions are. */
export const ORIGIN = required("TOLLGATE_URL");

const ADMIN_KEY = required("TOLLGATE_ADMIN_KEY");

/** How long a page may take for something, in milliseconds: the machine may be busy. */
const PATIENCE_MS = 20_000;

/** What a trial works with. */
export class Stage {
  #browser;
  #contexts = [];
  #said = [];
  #expected = [];

  constructor(browser) {
    this.#browser = browser;
  }

  /**
   * Sends a request with the admin key, and gives back the answer's body.
   *
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async api(method, path, body) {
    const { response, text } = await this.#send(method, path, body);
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** Sends a request that is refused, and gives back the body that says why. Pages say it in the same words. */
  async refusal(method, path, body) {
    const { response, text } = await this.#send(method, path, body);
    assert.ok(response.status >= 400 && response.status < 500, `${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  async #send(method, path, body) {
    const headers = { "x-admin-key": ADMIN_KEY, "content-type": "application/json" };
    const response = await fetch(`${ORIGIN}${path}`, { method, headers, body: body && JSON.stringify(body) });
    return { response, text: await response.text() };
  }

  /** A new operator. */
  async operator(role = "owner") {
    const email = `${name("operator")}@north.example`;
    const made = await this.api("POST", "/api/admin-users", { email, display_name: "Ana", password: PASSWORD, role });
    return { ...made, password: PASSWORD };
  }

  /** A window of its own: no cookie, nothing stored. */
  async window(options = {}) {
    const context = await this.#browser.newContext({
      baseURL: ORIGIN,
      viewport: { width: 1280, height: 800 },
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
      // Failed sign-ins are counted by address.
      extraHTTPHeaders: { "cf-connecting-ip": address(), "x-real-ip": address() },
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    this.#contexts.push(context);
    return context;
  }

  /** A page in a window, whose faults are noted. */
  async page(context) {
    const page = await (context ?? (await this.window())).newPage();
    page.on("console", (message) => {
      if (message.type() === "error") this.#said.push(message.text());
    });
    page.on("pageerror", (error) => this.#said.push(String(error)));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== ORIGIN && protocol !== "data:" && protocol !== "blob:") {
        this.#said.push(`a request to another origin: ${request.url()}`);
      }
    });
    return page;
  }

  /**
   * A page of somebody who has signed in, at a path of the dashboard.
   *
   * @param {{ email: string, password: string }} operator
   */
  async signedIn(operator, path = "/", options = {}) {
    const context = await this.window(options);
    const headers = { "tollgate-session": "cookie" };
    const data = { email: operator.email, password: operator.password };
    const login = await context.request.post("/api/admin-users/login", { data, headers });
    assert.equal(login.status(), 200, await login.text());
    const page = await this.page(context);
    await page.goto(`/dashboard${path}`);
    return page;
  }

  /** An error in the console that belongs to the trial: a refused request is one. */
  expectInConsole(pattern) {
    this.#expected.push(pattern);
  }

  whatPagesSaid() {
    return this.#said.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }

  /** A page that reports an error of its own, breaks its policy or asks another origin has failed, whatever it shows. */
  checkWhatPagesSaid() {
    assert.deepEqual(this.whatPagesSaid(), [], "the page has reported this");
  }

  /** Keeps what the pages of a failed trial show. */
  async keepPicture(sentence) {
    const folder = process.env.TOLLGATE_PICTURES;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    const pages = this.#contexts.flatMap((context) => context.pages());
    for (const [index, page] of pages.entries()) {
      const file = `${sentence.replace(/[^a-z0-9]+/gi, "-").slice(0, 80)}-${index}.png`;
      await page.screenshot({ path: join(folder, file), timeout: 5000 }).catch(() => undefined);
    }
  }

  async close() {
    await Promise.all(this.#contexts.map((context) => context.close().catch(() => undefined)));
  }
}

/** A name that nothing else has. */
export function name(kind) {
  return `${kind}-${randomBytes(5).toString("hex")}`;
}

function address() {
  return [10, ...randomBytes(3)].join(".");
}

function required(variable) {
  const value = process.env[variable];
  if (!value && !process.argv.includes("--list")) throw new Error(`${variable} is not set`);
  return value ?? "";
}
