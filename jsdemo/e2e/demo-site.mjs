// What the demo's browser tests do with its pages: open them, wait for what must come, press what a visitor presses, and collect complaints.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { viewports } from "./browser.mjs";

/** A busy machine is slow, not wrong; $PATIENCE in seconds. */
export const patience = 1000 * Number(process.env.PATIENCE ?? 120);

/** The pages by the names in their addresses, without the one of a film. */
export const pages = ["", "search", "data", "privacy", "lab", "developers"];

/** A film that tests look at, one that they like, and one of the same director. */
export const films = { looked: "alien-1979", liked: "aliens-1986", kin: "blade-runner-1982" };

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * A visit: a page of a context with what its console complained of.
 * @typedef {{ page: import("playwright-core").Page, context: import("playwright-core").BrowserContext, complaints: string[] }} Visit
 */

/**
 * A context such as tests want it: a desktop window, English, no motion.
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").BrowserContextOptions & { size?: "desktop" | "phone" }} [options]
 */
export async function contextOf(browser, { size = "desktop", ...options } = {}) {
  const viewport = viewports[size];
  const context = await browser.newContext({
    viewport,
    reducedMotion: "reduce",
    locale: "en-GB",
    ...options,
  });
  context.setDefaultTimeout(patience);
  return context;
}

/**
 * Opens the demo in a new page of a context, and waits until the first page is there.
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} url with what stands behind the #
 * @returns {Promise<Visit>}
 */
export async function visit(context, url) {
  const complaints = [];
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  await ready(page);
  return { page, context, complaints };
}

/** Waits until the demo runs. */
export const ready = (page) => page.locator("html[data-ready]").waitFor();

/** Waits until the service worker keeps all files. */
export const offlineReady = (page) => page.locator("#offline:not([hidden])").waitFor();

/** Opens a page of the demo by the address, as a link does, and waits for its heading. */
export async function go(page, where) {
  const old = await page.locator("#main > *").first().elementHandle();
  const moved = await page.evaluate((hash) => {
    const before = location.hash || "#/";
    location.hash = hash;
    return location.hash !== before;
  }, `#/${where}`);
  if (moved) await old?.waitForElementState("hidden").catch(() => undefined); // it fails when it is gone, which is meant
  await page.locator("#main h1").waitFor();
}

/** The ids of the films on a shelf, in order. */
export function shelf(page, kind) {
  const cards = page.locator(`#shelves [data-kind="${kind}"] .card`);
  return cards.evaluateAll((all) => all.map((card) => card.dataset.film));
}

/** The kinds of the shelves that there are, in order. */
export function kinds(page) {
  return page.locator("#shelves > section").evaluateAll((all) => all.map((one) => one.dataset.kind));
}

/** The button of a deed on a film, wherever the page has it first. */
export function deed(page, film, which) {
  return page.locator(`#main button[data-deed="${which}"][data-film="${film}"]`).first();
}

/** Likes, dislikes or keeps a film on its own page, and waits until that holds. */
export async function act(page, film, which) {
  await go(page, `film/${film}`);
  await deed(page, film, which).click();
  await page
    .locator("#status.on")
    .filter({ hasText: /lists have changed|watchlist|Forgotten/ })
    .waitFor();
}

/** A button of the invitation. */
export const invitation = (page, name) =>
  page.locator("hearth-consent").getByRole("button", { name, exact: true });

/** Opens the invitation's second step and says yes to all. */
export async function agree(page) {
  if (!(await invitation(page, "Yes to all").isVisible())) await invitation(page, "Yes, show me").click();
  await invitation(page, "Yes to all").click();
  await says(page, /^Yes\. /);
}

/** Lets the pages show something: a yes, a look and a like, a look and a film on the watchlist. */
export async function live(page) {
  await agree(page);
  await act(page, films.liked, "like");
  await act(page, films.kin, "watchlist");
}

/**
 * Holds requests of a page or context back until what it returns is called.
 * @param {import("playwright-core").Page | import("playwright-core").BrowserContext} routed
 * @returns {Promise<() => void>}
 */
export async function holdBack(routed, pattern) {
  /** @type {(value?: unknown) => void} */
  let release = () => undefined;
  const released = new Promise((go) => {
    release = go;
  });
  await routed.route(pattern, async (route) => {
    await released;
    await route.continue();
  });
  return () => release();
}

/** Waits until the line at the bottom says so. */
export function says(page, text) {
  return page.locator("#status.on").filter({ hasText: text }).waitFor();
}

/**
 * Asks again and again until the answer is right; the last answer is told when it never is.
 * @template T
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => boolean} right
 * @returns {Promise<T>}
 */
export async function until(ask, right, what = "what was waited for") {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (right(answer)) return answer;
    if (Date.now() > end) assert.fail(`${what} never came; the last was ${JSON.stringify(answer)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The number of events that the device holds, as "Your data" says. */
export async function heldEvents(page) {
  await go(page, "data");
  return Number(await page.locator(".own-summary-section dd").first().textContent());
}

/** What axe finds; a script given by a test is not subject to the page's policy. */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    Reflect.get(window, "axe").run(document, { resultTypes: ["violations"] }),
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`,
  );
}

/** By how many pixels the page scrolls sideways. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
