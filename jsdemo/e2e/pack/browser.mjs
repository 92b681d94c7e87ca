// Opens a built page in Chromium and reads what it found.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { launch } from "../browser.mjs";
import { inside, serve, typeOf } from "../serve.mjs";

/**
 * Serves a folder's files, as any web server does, while `act` uses it.
 * @template T
 * @param {string} folder
 * @param {(url: string) => Promise<T>} act
 * @param {Record<string, string>} [headers] sent with every file
 */
export async function served(folder, act, headers = {}) {
  const server = await serve((path) => {
    const name = path.endsWith("/") ? `${path}index.html` : path;
    return [typeOf(name), readFileSync(inside(folder, name.slice(1)))];
  }, headers);
  try {
    return await act(`${server.url}/`);
  } finally {
    server.close();
  }
}

/** What a page found, which files it loaded, and what it complained about. */
/** @typedef {{ value?: any, error?: string, files: { path: string, status: number, type: string }[], complaints: string[] }} Visit */

/** One browser for all targets. It is started when first needed. */
export class Browser {
  #browser;

  /**
   * Opens a page in a fresh context and waits until it has reported.
   * @param {string} url
   * @param {number} [seconds]
   * @returns {Promise<Visit>}
   */
  async visit(url, seconds = 30) {
    this.#browser ??= launch();
    const context = await (await this.#browser).newContext();
    try {
      return await look(context, url, seconds);
    } finally {
      await context.close();
    }
  }

  /**
   * Uses a page of a fresh context, and fails when the page did not like something.
   * @template T
   * @param {(page: import("playwright-core").Page) => Promise<T>} act
   * @param {import("playwright-core").BrowserContextOptions & { complains?: boolean }} [options] `complains`: it may
   */
  async use(act, { complains = false, ...options } = {}) {
    this.#browser ??= launch();
    const context = await (await this.#browser).newContext(options);
    const complaints = [];
    try {
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.setDefaultTimeout(15_000);
      const value = await act(page);
      if (!complains) assert.deepEqual(complaints, [], "the page complained");
      return value;
    } catch (error) {
      throw complaints.length > 0 ? new Error(`${error}\nthe page: ${complaints.join("\n")}`) : error;
    } finally {
      await context.close();
    }
  }

  /** The browser's version, once a page was visited. */
  async version() {
    return (await this.#browser)?.version();
  }

  async close() {
    await (await this.#browser)?.close();
  }
}

/** @returns {Promise<Visit>} */
async function look(context, url, seconds) {
  /** @type {Visit} */
  const seen = { files: [], complaints: [] };
  context.on("response", (response) => {
    const type = response.headers()["content-type"] ?? "";
    seen.files.push({ path: new URL(response.url()).pathname, status: response.status(), type });
  });
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      seen.complaints.push(`${message.text()} ${message.location().url}`);
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  await page.goto(url);
  const root = page.locator("html[data-result]");
  await root.waitFor({ state: "attached", timeout: seconds * 1000 }).catch(() => {
    seen.error = `the page did not report within ${seconds} s`;
  });
  if (!seen.error) Object.assign(seen, JSON.parse((await root.getAttribute("data-result")) ?? ""));
  return seen;
}

/** @typedef {{ load: unknown, open?: unknown, info?: unknown }} Slates what the fixture `use` returns */

/**
 * Fails unless an environment gave the same slates as another, wherever they were computed.
 * @param {Slates} value
 * @param {Slates} expected
 */
export function assertSlates({ info: _, ...slates }, { info: __, ...wanted }) {
  assert.deepEqual(slates, wanted, "the slates differ from those under Node");
}

/**
 * Fails unless the page found what it should, without a complaint, and loaded the module as WebAssembly.
 * @param {Visit} visit
 * @param {Slates} expected
 * @returns {string} the module's name as the page loaded it.
 */
export function assertVisit(visit, expected) {
  assert.equal(
    [visit.error, ...visit.complaints].filter(Boolean).join("\n"),
    "",
    "the page failed or complained",
  );
  assertSlates(visit.value, expected);
  if (visit.value.info) assert.deepEqual(visit.value.info, { runtime: "shared", storage: "indexeddb" });
  const modules = visit.files.filter(({ path }) => path.endsWith(".wasm"));
  assert.ok(modules.length > 0, `no module was loaded: ${visit.files.map((f) => f.path).join(" ")}`);
  for (const { path, status, type } of modules)
    assert.equal(`${path} ${status} ${type}`, `${path} 200 application/wasm`);
  return modules[0]?.path.split("/").at(-1) ?? "";
}
