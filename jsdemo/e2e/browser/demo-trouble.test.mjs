// What the demo does when something goes wrong: older browsers, files that are missing or broken, a disk that refuses, a new build while it is open.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  agree,
  contextOf,
  deed,
  go,
  holdBack,
  invitation,
  kinds,
  live,
  offlineReady,
  ready,
  says,
  shelf,
  until,
} from "../demo-site.mjs";
import { browser, demo, open, page, show } from "../demo-test.mjs";
import { copyOfBuild, serveDemo } from "../server.mjs";

/**
 * Begins a visit without a service worker, in a context that is made ready first; it may not come to an end.
 * @param {(context: import("playwright-core").BrowserContext) => Promise<unknown>} prepare
 */
async function visitAfter(prepare) {
  const context = await contextOf(browser, { serviceWorkers: "block" });
  await prepare(context);
  show({ page: await context.newPage(), complaints: [] });
  await page.goto(demo.url);
}

/** The same with a script that the page runs before all others. */
const prepared = (script) => visitAfter((context) => context.addInitScript(script));

/** In the page: without shared workers the engine's requests can be answered, and its worker reached, by a test. */
const withoutShared = () => Reflect.deleteProperty(window, "SharedWorker");

describe("in an older browser", () => {
  test("it starts without all that it can do without", async () => {
    await prepared(() => {
      for (const name of [
        "requestIdleCallback",
        "SharedWorker",
        "scheduler",
        "trustedTypes",
        "CompressionStream",
      ])
        Reflect.deleteProperty(window, name);
      Reflect.deleteProperty(IDBFactory.prototype, "databases");
      Reflect.deleteProperty(Element.prototype, "moveBefore");
      Reflect.deleteProperty(Element.prototype, "checkVisibility");
      Reflect.deleteProperty(Navigator.prototype, "serviceWorker");
    });
    await ready(page);
    assert.deepEqual(await kinds(page), ["popular", "moment"]);
    await page.locator("#shelves .card .art").nth(13).waitFor({ state: "attached" });
    await live(page);
    await go(page, "");
    await until(
      () => kinds(page),
      (all) => all[0] === "you",
    );
  });

  test("it starts when nobody says whether the database is there", async () => {
    await prepared(() => {
      IDBFactory.prototype.databases = () => new Promise(() => undefined);
    });
    await ready(page);
    assert.deepEqual(await kinds(page), ["popular", "moment"]);
  });

  test("nothing that must not be shown is in sight before the first script has run, where that does not hold the painting up", async () => {
    await visitAfter((context) =>
      context.route(demo.url, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: (await response.text()).replace(' blocking="render"', "") });
      }),
    );
    await ready(page);
    await agree(page);
    const release = await holdBack(page, "**/first-*.js");
    await page.goto("about:blank");
    await page.goto(demo.url, { waitUntil: "commit" });
    await page.locator(".first .card").first().waitFor({ state: "attached" });
    await page.waitForTimeout(300); // time enough to be painted
    assert.equal(await page.locator(".first .card").first().isVisible(), false);
    release();
    await ready(page);
  });
});

describe("a file that is missing or broken", () => {
  /** @type {[string, { status: number, body: string }, RegExp][]} */
  const cases = [
    ["films.json", { status: 404, body: "" }, /could not start: films\.json: the server answered 404/],
    ["films.pack", { status: 404, body: "" }, /could not start: .*404/],
    ["films.pack", { status: 200, body: "no pack" }, /could not start: .*pack/],
    ["engine-*.wasm", { status: 404, body: "" }, /could not start: .*404/],
  ];
  for (const [file, answer, words] of cases) {
    test(`${file} (${answer.status}) is told, and can be tried again`, async () => {
      await visitAfter(async (context) => {
        await context.addInitScript(withoutShared);
        await context.route(`**/${file}`, (route) => route.fulfill(answer));
      });
      await page.locator(".failure").filter({ hasText: words }).waitFor();
      await page.context().unroute(`**/${file}`);
      await page.getByRole("button", { name: "Try again" }).click();
      await ready(page);
    });
  }
});

/** In the page: has calls of a method reach the engine with arguments that it refuses, as long as `window.refusing` is true. */
function refuse(method) {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    const call = message?.call ?? message;
    if (!Reflect.get(window, "refusing") || call?.method !== method) return post.call(this, message, ...rest);
    const wrong = structuredClone(message);
    (wrong.call ?? wrong).args = { n: -5 };
    return post.call(this, wrong, ...rest);
  };
}
const refusing = (on) => page.evaluate((to) => void Reflect.set(window, "refusing", to), on);

/** Begins a visit, says yes, likes the first popular film when the engine has begun to refuse a method, and gives the film. */
async function likeRefused(method) {
  await visitAfter(async (context) => {
    await context.addInitScript(withoutShared);
    await context.addInitScript(refuse, method);
  });
  await ready(page);
  await agree(page);
  await refusing(true);
  const [first = ""] = await shelf(page, "popular");
  await deed(page, first, "like").click();
  return first;
}

describe("an engine that refuses", () => {
  test("a slate that failed is told, and asked for again; the invitation outlives the page that it was on", async () => {
    await likeRefused("recommend");
    await page.locator(".failure").filter({ hasText: "This page could not be shown" }).waitFor();
    await refusing(false);
    await page.locator("#settings").click();
    await invitation(page, "No to all").waitFor();
    await go(page, "search");
    await go(page, "");
    assert.equal((await kinds(page))[0], "you");
  });

  test("a like that failed is told, and its button shows what holds", async () => {
    const first = await likeRefused("observe");
    await says(page, "That did not work");
    assert.equal(await deed(page, first, "like").getAttribute("aria-pressed"), "false");
  });
});

describe("a disk that refuses", () => {
  test("what could not be written is told, and stays told", async () => {
    await prepared(withoutShared);
    await ready(page);
    await agree(page);
    await page.workers()[0]?.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    const [first = ""] = await shelf(page, "popular");
    await deed(page, first, "like").click();
    await page.locator("#storage").filter({ hasText: "could not write what you did last" }).waitFor();
    await page.locator("#language").click();
    await page.locator("#storage").filter({ hasText: "konnte nicht schreiben" }).waitFor();
  });
});

describe("what is on its way", () => {
  test("an installation that is not done is no list of the build's files", async () => {
    await prepared(() => void caches.open("hearth-shop on its way"));
    await ready(page);
    await go(page, "privacy");
    await page.locator(".own-requests-section, #main section").first().waitFor();
    assert.doesNotMatch((await page.locator("#main").textContent()) ?? "", /on no list/);
  });

  test("a file that is not the one of the list is not kept, and nothing is", async () => {
    const { folder, remove } = copyOfBuild();
    writeFileSync(join(folder, "films.json"), `${readFileSync(join(folder, "films.json"), "utf8")} `);
    rmSync(join(folder, "films.json.br"));
    const site = await serveDemo(folder);
    try {
      show({ page: await (await contextOf(browser)).newPage(), complaints: [] });
      await page.goto(site.url);
      await ready(page);
      await until(
        () => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length),
        (count) => count === 0,
        "the end of the installation",
      );
      assert.deepEqual(await page.evaluate(() => caches.keys()), []);
      await go(page, "lab");
      await page.locator("#lab-visitors").fill("50");
      await page.locator("#lab-run").click();
      await page.locator("#lab-results .lab-lift").waitFor();
    } finally {
      site.close();
      remove();
    }
  });

  test("a new build waits for the last page of the old one, and no page gets files of two", async () => {
    const { folder, remove } = copyOfBuild();
    const site = await serveDemo(folder);
    const title = () => page.locator('meta[name="build"]').count();
    try {
      const context = await contextOf(browser);
      show({ page: await context.newPage(), complaints: [] });
      await page.goto(site.url);
      await offlineReady(page);
      const other = await context.newPage();
      await other.goto(site.url);
      await ready(other);
      renew(folder);
      const waiting = () =>
        page.evaluate(async () => {
          const registration = await navigator.serviceWorker.ready;
          await registration.update();
          return registration.waiting !== null;
        });
      await until(waiting, Boolean, "the new version");
      await page.reload();
      await ready(page);
      assert.equal(await title(), 0, "the other page is open");
      await other.close();
      await page.reload();
      await ready(page);
      await page.locator('meta[name="build"]').waitFor({ state: "attached" });
      await until(
        () => page.evaluate(() => caches.keys()),
        (names) => names.length === 1,
        "the end of the old version",
      );
      await page.context().setOffline(true);
      await page.reload();
      await ready(page);
      assert.equal(await title(), 1);
    } finally {
      site.close();
      remove();
    }
  });
});

/** Makes a later build of a copy: another page, which a service worker of another version knows by its hash. */
function renew(folder) {
  const at = (name) => join(folder, name);
  const before = readFileSync(at("index.html"));
  const after = Buffer.from(
    before.toString().replace("<title>", '<meta name="build" content="later"><title>'),
  );
  const digest = (bytes) => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
  const worker = readFileSync(at("sw.js"), "utf8");
  const version = /[0-9a-f]{16}/.exec(worker)?.[0] ?? "";
  writeFileSync(at("index.html"), after);
  writeFileSync(
    at("sw.js"),
    worker.replaceAll(digest(before), digest(after)).replaceAll(version, "0123456789abcdef"),
  );
  rmSync(at("index.html.br"));
  rmSync(at("sw.js.br"));
}

describe("small things", () => {
  test("a question closes when its page is left", async () => {
    await open();
    await live(page);
    await go(page, "data");
    await page.locator('[data-key="files:eraseAll"]').click();
    await page.locator(".own-dialog[open]").waitFor();
    await page.goBack();
    await page.locator(".film-page").waitFor();
    assert.equal(await page.locator("dialog.own-dialog").count(), 0);
  });

  test("the shelf of the moment follows the clock in an open page", async () => {
    await open();
    const heading = page.locator('[data-kind="moment"] h2');
    await page.clock.setFixedTime(new Date("2026-06-05T14:30:00"));
    await go(page, "search");
    await go(page, "");
    assert.equal(await heading.textContent(), "Right for a Friday afternoon");
    await page.clock.setFixedTime(new Date("2026-06-06T22:30:00"));
    await go(page, "search");
    await go(page, "");
    assert.equal(await heading.textContent(), "Right for a Saturday evening");
    await page.clock.setFixedTime(new Date("2026-06-07T09:30:00"));
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await heading.filter({ hasText: "Right for a Sunday morning" }).waitFor();
  });

  test("the invitation keeps the focus when the window becomes narrow", async () => {
    await open();
    await invitation(page, "Yes, show me").focus();
    await page.setViewportSize({ width: 800, height: 900 });
    await page.locator("#shelves #consent-place").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "consent");
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.locator(".home > #consent-place").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "consent");
  });

  test("an address that names no page leads home", async () => {
    await open({ hash: "#/nowhere" });
    assert.deepEqual(await kinds(page), ["popular", "moment"]);
    await go(page, "search");
    await page.evaluate(() => {
      location.hash = "#/%E0%A4%A";
    });
    await page.locator(".home").waitFor();
    assert.equal(await page.evaluate(() => location.hash), "#/");
  });

  test("a search as long as an address can be does not stop the page", async () => {
    await open({ hash: `#/search/${"a".repeat(50_000)}` });
    await page
      .locator("#result-count")
      .filter({ hasText: /No film/ })
      .waitFor();
    assert.equal((await page.locator("#search").inputValue()).length, 100);
  });

  test("a link pressed before the demo runs takes the films out of sight", async () => {
    /** @type {() => void} */
    let release = () => undefined;
    await visitAfter(async (context) => {
      release = await holdBack(context, "**/films.json");
    });
    await page.locator(".first .card").first().waitFor();
    await page.locator('#nav [data-page="search"]').click();
    await page.locator(".first").waitFor({ state: "hidden" });
    release();
    await ready(page);
    await page.locator("#search").waitFor();
  });
});
