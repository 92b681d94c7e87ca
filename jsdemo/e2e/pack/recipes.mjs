// Runs the recipes of docs/RECIPES.md as they stand, and opens in Chromium what they make.
import assert from "node:assert/strict";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { served } from "./browser.mjs";
import { blocksIn, perform, titleOf } from "./document.mjs";
import { withServer } from "./run.mjs";

/** @typedef {import("./targets.mjs").Context} Context */

const file = "docs/RECIPES.md";

/** Fails when the text has a recipe that nothing runs. */
export function assertAllRun() {
  const sections = new Set(blocksIn(file).map(({ section }) => section));
  assert.deepEqual(
    [...sections].sort(),
    ["Before", ...Object.keys(recipes)].sort(),
    "recipes and tests differ",
  );
}

/** Does what a recipe says, in a copy of the folder that all begin in. @param {Context} context @param {string} section */
async function made(context, section) {
  const begun = join(context.temp, "recipes");
  if (!existsSync(begun)) await perform(context, "recipes", blocksIn(file, ["Before"]));
  const name = `recipe-${section.toLowerCase().replaceAll(" ", "-")}`;
  cpSync(begun, join(context.temp, name), { recursive: true, verbatimSymlinks: true });
  return (await perform(context, name, blocksIn(file, [section]))).made;
}

const tiles = (page) => page.locator("#shelf > li");

/** Fails unless the shelf has six items. */
async function assertShelf(page) {
  await tiles(page).nth(5).waitFor();
  assert.equal(await tiles(page).count(), 6);
}

/** How many databases the page's origin keeps: none before a yes. */
const stored = (page) => page.evaluate(async () => (await indexedDB.databases()).length);

/** Clicks before a yes leave nothing, `agree` says yes, and a click after it makes the slate another. */
async function goThrough(page, agree) {
  await assertShelf(page);
  const first = await tiles(page).allTextContents();
  await tiles(page).first().click();
  assert.equal(await stored(page), 0, "stored before a decision");
  await agree(page);
  await page.waitForFunction(async () => (await indexedDB.databases()).length === 1);
  await tiles(page).first().click();
  const known = JSON.stringify(first);
  await page.waitForFunction((before) => {
    const now = [...document.querySelectorAll("#shelf > li")].map((tile) => tile.textContent);
    return now.length === 6 && JSON.stringify(now) !== before;
  }, known);
}

const yes = (page) => page.getByRole("button", { name: "Yes", exact: true }).click();

/**
 * How a page is gone through: with which headers, what is done before it is opened, and how a yes is said.
 * @typedef {{ agree?: (page: any) => Promise<unknown>, headers?: Record<string, string>, before?: (page: any) => Promise<unknown> }} Way
 */

/**
 * Opens a folder and goes through it.
 * @param {Context} context @param {import("./project.mjs").Project} project @param {string} folder @param {Way} [way]
 */
const opened = (context, project, folder, { agree = yes, headers = {}, before } = {}) =>
  served(
    project.path(folder),
    (url) =>
      context.browser.use(async (page) => {
        await before?.(page);
        await page.goto(url);
        await goThrough(page, agree);
      }),
    headers,
  );

async function plain(context) {
  const project = await made(context, "Plain HTML");
  await opened(context, project, "site");
  return "import map, no bundler";
}

async function react(context) {
  const project = await made(context, "React");
  await opened(context, project, "dist");
  return `React ${project.version("react")}, Vite ${project.version("vite")}`;
}

async function next(context) {
  const project = await made(context, "Next");
  const args = (port) => ["start", "--hostname", "127.0.0.1", "--port", String(port)];
  await withServer(project.program("next"), args, { cwd: project.dir }, (url) =>
    context.browser.use(async (page) => {
      await page.goto(url);
      await goThrough(page, yes);
    }),
  );
  return `Next ${project.version("next")}`;
}

async function consentTool(context) {
  const project = await made(context, "Consent tool");
  const agree = (page) => page.locator("#cc-main").getByRole("button", { name: "Yes", exact: true }).click();
  await opened(context, project, "dist", { agree, before: asPerson });
  return `vanilla-cookieconsent ${project.version("vanilla-cookieconsent")}`;
}

/** The tool asks no robots, and a browser that is driven says that it is one. */
const asPerson = (page) =>
  page.addInitScript(() => Object.defineProperty(navigator, "webdriver", { get: () => false }));

const elementsYes = async (page) => {
  await page.getByRole("button", { name: "Yes, show me" }).click();
  await yes(page);
};

/** The recipe's headers, its page in a worker, and the same page without the trusted address, which has to do without one. */
async function policy(context) {
  const section = "Content Security Policy and Trusted Types";
  const project = await made(context, section);
  const headers = Object.fromEntries(
    project
      .read("headers")
      .trim()
      .split("\n")
      .map((line) => line.split(/: (.*)/).slice(0, 2)),
  );
  await opened(context, project, "site", { agree: elementsYes, headers });
  assert.equal(await runtimeOf(context, project, headers), "shared");
  project.write("site/page.js", project.read("site/page.js").replace(", workerUrl }", " }"));
  assert.equal(await runtimeOf(context, project, headers, true), "page");
  return "strict policy, Trusted Types, runtime shared";
}

const runtimeOf = (context, project, headers, complains = false) =>
  served(
    project.path("site"),
    (url) =>
      context.browser.use(
        async (page) => {
          await page.goto(url);
          await assertShelf(page);
          return page.locator("html").getAttribute("data-runtime");
        },
        { complains },
      ),
    headers,
  );

async function offline(context) {
  await assertOffline(context, await made(context, "Service worker"));
  return "opened with the server gone: the same personal slate";
}

/** After one visit the server goes, the page and its shared worker too, and another page is opened. The browser's own cache has nothing. */
export async function assertOffline(context, project) {
  const agree = (page) => page.getByRole("button", { name: "Put first what fits me" }).click();
  await context.browser.use(async (page) => {
    const visit = async (url) => {
      await page.goto(url);
      await goThrough(page, agree);
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      return [url, JSON.stringify(await tiles(page).allTextContents())];
    };
    const [url, slate] = await served(project.path("site"), visit, { "cache-control": "no-store" });
    const next = await page.context().newPage();
    await page.close();
    await sharedWorkersGone(next);
    await next.goto(url);
    await assertSlate(next, slate);
  });
}

const assertSlate = (page, slate) =>
  page.waitForFunction(
    (wanted) => {
      const now = [...document.querySelectorAll("#shelf > li")].map((tile) => tile.textContent);
      return JSON.stringify(now) === wanted;
    },
    slate,
    { timeout: 15_000 },
  );

/** Waits until the browser runs no shared worker, which would have pack and module in its memory. */
async function sharedWorkersGone(page) {
  const session = await page.context().browser().newBrowserCDPSession();
  for (let i = 0; i < 100; i++) {
    const { targetInfos } = await session.send("Target.getTargets");
    if (!targetInfos.some(({ type }) => type === "shared_worker")) return;
    await page.waitForTimeout(100);
  }
  throw new Error("the shared worker did not end");
}

/** A recipe whose output is compared with the text, which `perform` does. */
const printed = (section) => async (context) => {
  await made(context, section);
  return "prints what the text says";
};

/** Every recipe by its heading: what runs it and says what was seen. @type {Record<string, (context: Context) => Promise<string>>} */
const recipes = {
  "Plain HTML": plain,
  React: react,
  Next: next,
  "Consent tool": consentTool,
  "Content Security Policy and Trusted Types": policy,
  "Service worker": offline,
  "Analytics calls": printed("Analytics calls"),
  "Server rendering": printed("Server rendering"),
};

/** The recipes, but that of Next, which takes a build of its own. @param {Context} context */
export async function quick(context) {
  assertAllRun();
  const idle = blocksIn(file).filter(
    (block) => !titleOf(block) && block.lang !== "sh" && block.info !== "expect",
  );
  assert.deepEqual(idle, [], "the recipes have blocks that nothing runs");
  const done = [];
  for (const [section, recipe] of Object.entries(recipes)) {
    if (recipe === next) continue;
    const said = await recipe(context).catch((cause) => {
      throw new Error(`${section}: ${cause.message}`, { cause });
    });
    done.push(`${section}: ${said}`);
  }
  return { version: `Chromium ${await context.browser.version()}`, detail: `\n  ${done.join("\n  ")}` };
}

/** @param {Context} context */
export async function nextRecipe(context) {
  return { version: "", detail: await next(context) };
}
