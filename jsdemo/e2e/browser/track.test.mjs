// Browser tests of autoTrack and contextFromBrowser: the SDK's own modules in Chromium, with a Hearth that keeps what it is given.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../browser.mjs";
import { serve } from "../serve.mjs";

const source = fileURLToPath(new URL("../../sdk/src/", import.meta.url));

/** What the page runs; calls are kept over pages in sessionStorage, as a Hearth would in its log. */
const script = `
  import { autoTrack } from "${source}track.ts";
  import { contextFromBrowser } from "${source}context.ts";
  const calls = JSON.parse(sessionStorage.getItem("calls") ?? "[]");
  const hearth = {
    async observe(events) {
      calls.push({ events, frame });
      sessionStorage.setItem("calls", JSON.stringify(calls));
      return { purged: 0, recorded: events.length, refs: events.map((_, i) => i + 1) };
    },
  };
  let frame = 0;
  const count = () => { frame++; requestAnimationFrame(count); };
  count();
  window.errors = [];
  window.readContext = contextFromBrowser;
  window.stop = autoTrack(document, hearth, {
    context: () => contextFromBrowser({ only: ["device"] }),
    onError: (error) => window.errors.push(String(error)),
  });
`;

const style = `<style>body { margin: 0 } .tile { display: block; height: 300px; margin: 20px; background: #ddd }
  .space { height: 3000px }</style>`;

/** A shelf far down the page, so that what is in sight follows from scrolling. */
const shelf = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shelf</title><link rel="icon" href="data:,">${style}
  <div class="space" id="top"></div>
  <section data-hearth-slot="home">
    <a class="tile" id="tea" href="/film" data-hearth-item="tea-1" data-hearth-based-on="3,17">Tea</a>
    <div class="tile" id="cup" data-hearth-item="cup-1">Cup <button id="like" data-hearth-type="like">Like</button></div>
    <div id="more"></div>
  </section>
  <div class="space"></div>
  <a class="tile" id="pot" data-hearth-item="pot-1">Pot</a>
  <script type="module" src="/page.js"></script>`;

const film = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Film</title><link rel="icon" href="data:,">${style}
  <main data-hearth-item="alien-1979" data-hearth-view><p class="space" id="text">Alien</p></main>
  <script type="module" src="/page.js"></script>`;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
/** @type {{ close(): void } & { url: string }} */
let server;
let origin = "";

before(async () => {
  const bundle = await build({
    stdin: { contents: script, resolveDir: source, loader: "js" },
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const files = { "/": shelf, "/film": film, "/page.js": bundle.outputFiles[0]?.text };
  server = await serve(
    (path) => path in files && [path.endsWith(".js") ? "text/javascript" : "text/html", files[path]],
  );
  origin = server.url;
  browser = await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
});
after(async () => {
  await browser.close();
  server.close();
});
beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(120_000); // a busy machine is slow, not wrong
  await open("/");
});
afterEach(async () => {
  assert.deepEqual(await page.evaluate("errors"), []);
  await page.context().close();
});

async function open(path) {
  await page.goto(origin + path);
  await page.waitForFunction("window.stop");
}

/** @returns {Promise<{ events: any[], frame: number }[]>} */
function calls() {
  return page.evaluate(() => JSON.parse(sessionStorage.getItem("calls") ?? "[]"));
}

async function events() {
  return (await calls()).flatMap((call) => call.events);
}

async function names() {
  return (await events()).map(({ type, item }) => [type, item].filter(Boolean).join(" "));
}

/** Waits until there are n events. */
async function recorded(n) {
  await page.waitForFunction(
    (least) =>
      JSON.parse(sessionStorage.getItem("calls") ?? "[]").flatMap((call) => call.events).length >= least,
    n,
  );
  return events();
}

/** Scrolls an element to the middle and gives the browser time to tell. */
async function bring(selector) {
  await page.locator(selector).evaluate((element) => element.scrollIntoView({ block: "center" }));
}

test("tiles that scrolling brings into sight for a second are impressions, the others are not", async () => {
  await page.waitForTimeout(1500);
  assert.deepEqual(await events(), [], "nothing was in sight");
  const began = Date.now();
  await bring("#tea");
  await page.waitForTimeout(1500);
  await bring("#top");
  const seen = await recorded(2);
  const wall = (Date.now() - began) / 1000;
  assert.deepEqual((await names()).sort(), ["impression cup-1", "impression tea-1"]);
  for (const { value, time } of seen) {
    assert.ok(value >= 1 && value <= wall, `${value} of ${wall} seconds`);
    assert.ok(time >= began && time <= Date.now());
  }
  const tea = seen.find(({ item }) => item === "tea-1");
  assert.deepEqual([tea.basedOn, tea.context], [[3, 17], { device: "desktop", slot: "home" }]);
  assert.equal((await calls()).length, 1, "what went out of sight together is one call");
});

test("a glance is no impression, and a second look records no second one", async () => {
  await bring("#pot");
  await page.evaluate(
    () => new Promise((resolve) => setTimeout(() => resolve(window.scrollTo({ top: 0 })), 300)),
  );
  await page.waitForTimeout(500);
  assert.deepEqual(await names(), []);
  for (let i = 0; i < 2; i++) {
    await bring("#pot");
    await page.waitForTimeout(1300);
    await bring("#top");
    await page.waitForTimeout(200);
  }
  assert.deepEqual(await names(), ["impression pot-1"]);
});

test("a click that leaves the page is recorded, with the impression before it", async () => {
  await bring("#tea");
  await page.waitForTimeout(1300);
  await page.locator("#tea").click();
  await page.waitForURL("**/film");
  await page.waitForFunction("window.stop");
  await recorded(4);
  assert.deepEqual(await names(), ["impression tea-1", "click tea-1", "impression cup-1", "view alien-1979"]);
});

test("a control's click is of its own type, and a double click is one", async () => {
  await page.locator("#like").click();
  await page.locator("#cup").dblclick({ position: { x: 500, y: 200 } });
  await recorded(2);
  await page.waitForTimeout(200);
  const clicks = (await names()).filter((name) => !name.startsWith("impression"));
  assert.deepEqual(clicks, ["like cup-1", "click cup-1"]);
});

test("a return by the back/forward cache is a new page view", async () => {
  await open("/film");
  await recorded(1);
  await page.evaluate(() =>
    addEventListener("pageshow", (event) => Object.assign(window, { back: event.persisted })),
  );
  await page.goto(`${origin}/`);
  await page.goBack({ waitUntil: "commit" }); // there is no load event
  await page.waitForFunction("window.back !== undefined");
  assert.equal(await page.evaluate("back"), true, "the page came from the cache");
  await page.waitForFunction(() => document.visibilityState === "visible");
  await page.waitForTimeout(500);
  // The page's own calls of before it was left, and those after.
  assert.deepEqual(await names(), ["view alien-1979", "view alien-1979"]);
});

test("elements that come are tracked, those that go have their impression", async () => {
  await bring("#more");
  await page.evaluate(() => {
    const more = document.querySelector("#more");
    if (more) more.innerHTML = '<div><a class="tile" id="new" data-hearth-item="book-1">Book</a></div>';
  });
  await page.waitForTimeout(1500);
  await page.evaluate(() => document.querySelector("#new")?.remove());
  const seen = await recorded(1);
  assert.deepEqual(await names(), ["impression book-1"]);
  assert.deepEqual(seen[0].context, { device: "desktop", slot: "home" });
});

test("a row that gets another item is another item", async () => {
  await bring("#pot");
  await page.waitForTimeout(1300);
  await page.evaluate(() => document.querySelector("#pot")?.setAttribute("data-hearth-item", "pot-2"));
  await page.waitForTimeout(1500);
  await bring("#top");
  await recorded(2);
  assert.deepEqual(await names(), ["impression pot-1", "impression pot-2"]);
});

test("a mouse that leaves over the upper edge is an exit intent", async () => {
  await page.mouse.move(500, 400);
  await page.evaluate(() =>
    document.documentElement.dispatchEvent(new MouseEvent("mouseleave", { clientX: 500, clientY: -1 })),
  );
  await recorded(1);
  assert.deepEqual(await names(), ["exit_intent"]);
});

test("observe is called at most once a frame, however much happens", async () => {
  await page.evaluate(async () => {
    const cup = document.querySelector("#cup");
    for (let i = 0; i < 200; i++) {
      for (let k = 0; k < 5; k++) cup?.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  });
  await recorded(1000);
  const frames = (await calls()).map((call) => call.frame);
  assert.equal((await events()).length, 1000);
  assert.ok(frames.length <= (frames.at(-1) ?? 0) - (frames[0] ?? 0) + 2, `${frames.length} calls`);
});

test("after stop nothing is recorded", async () => {
  await bring("#pot");
  await page.waitForTimeout(1300);
  await page.evaluate("stop()");
  assert.deepEqual(await names(), ["impression pot-1"]);
  await page.locator("#pot").click();
  await bring("#tea");
  await page.waitForTimeout(1300);
  await bring("#top");
  await page.goto(`${origin}/film`);
  assert.deepEqual(
    (await names()).slice(0, 2).filter((name) => !name.startsWith("view")),
    ["impression pot-1"],
  );
});

test("the browser's context is six coarse words, and asks no network", async () => {
  /** @type {string[]} */
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  const context = /** @type {Record<string, string>} */ (await page.evaluate("readContext()"));
  assert.deepEqual(Object.keys(context).sort(), [
    "daylight",
    "device",
    "hour",
    "language",
    "referrer",
    "weekday",
  ]);
  assert.equal(context.device, "desktop");
  assert.equal(context.referrer, "none");
  assert.match(context.weekday ?? "", /^(mon|tue|wed|thu|fri|sat|sun)$/);
  assert.deepEqual(requests, []);
});

test("a phone is told by its viewport and its pointer", async () => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const phone = await context.newPage();
  await phone.goto(origin, { referer: "https://www.google.com/search?q=secret" });
  await phone.waitForFunction("window.stop");
  const read = /** @type {Record<string, string>} */ (await phone.evaluate("readContext()"));
  assert.deepEqual([read.device, read.referrer], ["phone", "search"]);
  await context.close();
});
