// What is in sight before the demo runs: the popular films that stand in the page itself, for whom nothing is known.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "../browser.mjs";
import { agree, contextOf, deed, holdBack, kinds, ready, says, shelf, until } from "../demo-site.mjs";
import { serveDemo } from "../server.mjs";

let demo;
let browser;

before(async () => {
  demo = await serveDemo();
  browser = await launch();
});
after(async () => {
  await browser.close();
  demo.close();
});

const first = (page) => page.locator(".first .card");

/** A page whose catalogue does not come before `release`: the engine's slate waits for it, and what is in the page is alone. */
async function held(context, hash = "") {
  const page = await context.newPage();
  const release = await holdBack(page, "**/films.json");
  await page.goto(`${demo.url}${hash}`);
  return { page, release };
}

/** Opens a context in which nothing is answered from a service worker's cache. */
const fresh = (options) => contextOf(browser, { serviceWorkers: "block", ...options });

/** Where the first film is, and which one it is. */
const place = (page) =>
  page
    .locator("#main .card")
    .first()
    .evaluate((card) => {
      const { x, y, width, height } = card.getBoundingClientRect();
      return { film: card.dataset.film, x, y, width, height };
    });

describe("who is new", () => {
  for (const size of /** @type {const} */ (["phone", "desktop"])) {
    test(`sees the engine's popular films before it has been asked, and they stay where they are, ${size}`, async () => {
      const context = await fresh({ size });
      const { page, release } = await held(context);
      await first(page).first().locator(".poster-title").waitFor();
      const films = await first(page).evaluateAll((all) => all.map((card) => card.dataset.film));
      const before = await place(page);
      assert.equal(films.length, 12);
      release();
      await ready(page);
      assert.equal(await first(page).count(), 0);
      assert.deepEqual(await shelf(page, "popular"), films);
      await page.locator("hearth-consent[shown]").waitFor();
      assert.deepEqual(await place(page), before);
      await context.close();
    });
  }

  test("sees them without scripts too, coloured, and within the page's policy", async () => {
    const context = await fresh({ javaScriptEnabled: false });
    const complaints = [];
    const page = await context.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    await page.goto(demo.url);
    await first(page).first().locator(".poster-title").waitFor();
    assert.equal(await first(page).count(), 12);
    await page.locator("noscript").waitFor({ state: "attached" });
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("reads their language", async () => {
    const context = await fresh({ locale: "de-DE" });
    const { page, release } = await held(context);
    await page.locator(".first h2").filter({ hasText: "Beliebt" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
    assert.match((await page.locator(".first h1").textContent()) ?? "", /Filmregal/);
    release();
    await context.close();
  });

  test("is answered for what was pressed before the demo could", async () => {
    const context = await fresh();
    const { page, release } = await held(context);
    await first(page).nth(1).locator("[data-deed=like]").click();
    release();
    await says(page, "Nothing is recorded before you have chosen");
    await context.close();
  });

  test("gets the reasons that were asked for before the demo could give them", async () => {
    const context = await fresh();
    const { page, release } = await held(context);
    await first(page).first().locator(".why").click();
    release();
    await page.locator("#why [part~=reason]").first().waitFor();
    await context.close();
  });

  test("finds another page without a glimpse of the films", async () => {
    const context = await fresh();
    const { page, release } = await held(context, "#/privacy");
    await page.locator("html[data-first=none]").waitFor();
    assert.equal(await page.locator(".first").isVisible(), false);
    release();
    await ready(page);
    await context.close();
  });
});

describe("who has decided something", () => {
  test("sees frames until the engine has answered, and never a film that must not be shown", async () => {
    const context = await fresh();
    const { page, release } = await held(context);
    release();
    await ready(page);
    await agree(page);
    const [blocked = ""] = await shelf(page, "popular");
    await page.evaluate((film) => {
      location.hash = `#/film/${film}`;
    }, blocked);
    await page.locator("#block").click();
    await says(page, "will not be shown");
    await page.close();
    const again = await held(context);
    await again.page.locator("html[data-first=wait]").waitFor();
    await again.page.waitForTimeout(300); // time enough to find out and to be wrong
    assert.equal(await first(again.page).first().locator(".poster-title").isVisible(), false);
    assert.equal(await again.page.locator(".first .generic").isVisible(), false);
    again.release();
    await ready(again.page);
    assert.ok(
      (
        await until(
          () => kinds(again.page),
          (all) => all.length > 0,
        )
      ).length > 0,
    );
    assert.ok(!(await shelf(again.page, "popular")).includes(blocked));
    assert.equal(await deed(again.page, blocked, "like").count(), 0);
    await context.close();
  });
});
