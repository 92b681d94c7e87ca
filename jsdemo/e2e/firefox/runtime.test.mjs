// open() in Firefox ESR, driven over WebDriver BiDi: the runtimes, what is stored when, and what survives a navigation.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { purposes, serveSdk } from "../fixture.mjs";

let server;
let browser;

before(async () => {
  server = await serveSdk();
  const executablePath = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
  browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
});
after(async () => {
  await browser?.close();
  server?.close();
});

async function pageOf(path = "/") {
  const page = await browser.newPage();
  await page.goto(server.url + path);
  await page.waitForFunction("window.loaded");
  return page;
}

const begin = (page, options) =>
  page.evaluate(
    async (given) => {
      window.hearth = await window.sdk.open(given);
      return window.hearth.info;
    },
    { pack: "/shop.pack", purposes, ...options },
  );

const stored = (page) =>
  page.evaluate(async () => [
    (await indexedDB.databases()).length,
    Object.keys(localStorage).length,
    document.cookie,
  ]);

for (const worker of ["shared", "dedicated", false]) {
  test(`consent, storage and erasure (worker: ${worker})`, async () => {
    const page = await pageOf();
    const name = `state-${worker}`;
    const info = await begin(page, { worker, name });
    assert.deepEqual([info.runtime, info.storage], [worker || "page", "indexeddb"]);
    await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0001" }));
    assert.deepEqual(await stored(page), [0, 0, ""]);
    await page.evaluate(() => window.hearth.consent.grant("rank"));
    await page.evaluate(() => window.hearth.observe({ type: "view", item: "i0001" }));
    await page.reload();
    await page.waitForFunction("window.loaded");
    await begin(page, { worker, name });
    assert.equal(await page.evaluate(async () => (await window.hearth.profile()).events.length), 1);
    const { personal } = await page.evaluate(() => window.hearth.recommend({ n: 3 }));
    assert.equal(personal, true);
    await page.evaluate(() => window.hearth.erase());
    assert.deepEqual(await stored(page), [0, 0, ""]);
    await page.close();
  });
}

test("clicks followed at once by a navigation are in the log of the next page", async () => {
  const page = await pageOf();
  const options = { worker: "dedicated", name: "clicks" };
  await begin(page, options);
  await page.evaluate(() => window.hearth.consent.grant("rank"));
  const trials = 20;
  for (let k = 1; k <= trials; k++) {
    const to = k % 2 === 0 ? "/" : "/second";
    await Promise.all([
      page.waitForNavigation(),
      page.evaluate(
        (value, path) => {
          void window.hearth.observe({ type: "click", item: "i0003", value });
          location.href = path;
        },
        k,
        to,
      ),
    ]);
    await page.waitForFunction("window.loaded");
    await begin(page, options);
    await page.waitForFunction(
      async (n) => (await window.hearth.profile()).events.length === n,
      { timeout: 5000 },
      k,
    );
  }
  await page.evaluate(() => window.hearth.erase());
  await page.close();
});

test("two tabs have one state", async () => {
  const [first, second] = [await pageOf(), await pageOf()];
  for (const page of [first, second]) await begin(page, { worker: "dedicated", name: "tabs" });
  await first.evaluate(() => window.hearth.consent.grant("rank"));
  await second.evaluate(() => window.hearth.observe({ type: "view", item: "i0004" }));
  const refs = (page) => page.evaluate(async () => (await window.hearth.profile()).events.map((e) => e.ref));
  assert.equal((await refs(first)).length, 1);
  await first.close();
  assert.equal((await refs(second)).length, 1);
  await second.evaluate(() => window.hearth.erase());
  await second.close();
});

test("Global Privacy Control, switched on in the browser: the header is sent, reports are off, ranking is as the site configured", async () => {
  const executablePath = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
  const extraPrefsFirefox = {
    "privacy.globalprivacycontrol.enabled": true,
    "privacy.globalprivacycontrol.functionality.enabled": true,
  };
  const other = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    extraPrefsFirefox,
  });
  const page = await other.newPage();
  await page.goto(server.url);
  await page.waitForFunction("window.loaded");
  assert.equal(await page.evaluate("navigator.globalPrivacyControl"), true);
  assert.equal(server.requests.findLast(({ url }) => url === "/").headers["sec-gpc"], "1");
  await begin(page, { name: "gpc" });
  const { signal, purposes: asked } = await page.evaluate(() => window.hearth.consent.grant("all"));
  assert.equal(signal, true);
  assert.deepEqual(
    asked.map((p) => [p.id, p.holds]),
    [
      ["rank", true],
      ["report", false],
    ],
  );
  await other.close();
});
