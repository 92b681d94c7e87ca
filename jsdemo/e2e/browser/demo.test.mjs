// Browser tests of the demo: what a visitor does, and what the page must never do.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { launch, viewports } from "../browser.mjs";
import { serveDemo } from "../server.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {{ url: string, close: () => void }} */
let demo;
/** @type {import("playwright-core").Page} */
let page;
/** @type {string[]} */
let complaints;
/** @type {string[]} */
let requests;

before(async () => {
  [demo, browser] = await Promise.all([serveDemo(), launch()]);
});
after(async () => {
  await browser.close();
  demo.close();
});
beforeEach(() => openPage("desktop"));
afterEach(async () => {
  await page.context().close();
  assert.deepEqual(complaints, [], "the page complained in the console");
});

async function openPage(size) {
  await page?.context().close();
  complaints = [];
  requests = [];
  const context = await browser.newContext({ viewport: viewports[size], reducedMotion: "reduce" });
  context.setDefaultTimeout(120_000); // a busy machine is slow, not wrong
  page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(demo.url);
  await page.locator("html[data-ready]").waitFor();
}

/** The ids on the shelf, in order. */
function shelf() {
  return page.locator("#shelf-films .card").evaluateAll((cards) => cards.map((card) => card.dataset.film));
}

function heldEvents() {
  return page.locator("#device-events li").count();
}

async function personalise() {
  await page.locator("#personalise").click();
  await page.getByText("Personalised on this device").waitFor();
}

async function search(words) {
  await page.locator("#search").fill(words);
}

/** Presses a button of a film in the catalogue. */
async function press(film, selector) {
  await page.locator(`#catalogue-films [data-film="${film}"] ${selector}`).first().click();
}

/** The scores and the sum that the open dialog shows, as numbers and as the visitor reads them. */
async function reasons() {
  const numbers = (selector) =>
    page.locator(`dialog ${selector}`).evaluateAll((cells) =>
      cells.map((cell) => ({
        score: Number(cell.dataset.score ?? cell.dataset.total),
        text: cell.textContent ?? "",
      })),
    );
  return { terms: await numbers("[data-score]"), totals: await numbers("[data-total]") };
}

describe("without consent", () => {
  test("a contextual shelf of twelve films and the whole catalogue are there", async () => {
    assert.equal((await shelf()).length, 12);
    assert.match(
      (await page.locator("#shelf-title").textContent()) ?? "",
      /^Right for a \w+ (night|morning|afternoon|evening)$/,
    );
    assert.equal(await page.locator("#catalogue-films .card").count(), 24);
    assert.match((await page.locator("#catalogue-note").textContent()) ?? "", /^3,199, /);
    assert.ok(await page.getByText("Nothing is recorded").isVisible());
  });

  test("the shelf follows the clock", async () => {
    const at = async (time) => {
      await page.clock.setFixedTime(new Date(time));
      await page.reload();
      await page.locator("html[data-ready]").waitFor();
      return { title: await page.locator("#shelf-title").textContent(), films: await shelf() };
    };
    const night = await at("2026-06-06T23:30:00");
    const morning = await at("2026-06-07T09:30:00");
    assert.equal(night.title, "Right for a Saturday evening");
    assert.equal(morning.title, "Right for a Sunday morning");
    assert.notDeepEqual(night.films, morning.films);
  });

  test("nothing is recorded, and the page says so", async () => {
    const films = await shelf();
    await page.locator("#shelf-films .poster").first().click();
    await page.keyboard.press("Escape");
    await page.locator('#shelf-films [data-deed="like"]').first().click();
    assert.match((await page.locator("#status").textContent()) ?? "", /Nothing was recorded/);
    assert.equal(await heldEvents(), 0);
    assert.deepEqual(await shelf(), films);
    assert.equal(await page.locator('[aria-pressed="true"]').count(), 0);
  });
});

describe("with consent", () => {
  beforeEach(personalise);

  test("a look at a film changes the shelf at once", async () => {
    const before = await shelf();
    await search("alien");
    await press("alien-1979", ".poster");
    await page.keyboard.press("Escape");
    const after = await shelf();
    assert.notDeepEqual(after, before);
    assert.ok(!after.includes("alien-1979"), "a film that was looked at stays off the shelf");
    assert.equal(await page.locator("#shelf-title").textContent(), "For you");
    assert.equal(await heldEvents(), 1);
  });

  test("likes pull and dislikes push", async () => {
    await search("lord of the rings two towers");
    await press("the-lord-of-the-rings-the-two-towers-2002", '[data-deed="like"]');
    const liked = await shelf();
    assert.ok(liked.includes("the-lord-of-the-rings-the-fellowship-of-the-ring-2001"), liked.join());
    const first = liked[0];
    await page.locator('#shelf-films [data-deed="dislike"]').first().click();
    assert.ok(!(await shelf()).includes(first));
  });

  test("a like pressed again is forgotten", async () => {
    const before = await shelf();
    await search("alien");
    await press("aliens-1986", '[data-deed="like"]');
    assert.equal(
      await page.locator('#catalogue-films [data-film="aliens-1986"] [aria-pressed="true"]').count(),
      1,
    );
    assert.notDeepEqual(await shelf(), before);
    await press("aliens-1986", '[data-deed="like"]');
    assert.equal(await page.locator('[aria-pressed="true"]').count(), 0);
    assert.equal(await heldEvents(), 0);
    assert.deepEqual(await shelf(), before);
  });

  test("the reasons of every film on the shelf add up to its score", async () => {
    await search("alien");
    await press("aliens-1986", '[data-deed="like"]');
    await press("alien-1979", ".poster");
    await page.keyboard.press("Escape");
    for (let i = 0; i < 12; i++) {
      await page.locator("#shelf-films .why").nth(i).click();
      const { terms, totals } = await reasons();
      assert.ok(terms.length > 0);
      assert.deepEqual(
        [terms.reduce((sum, { score }) => sum + score, 0)],
        totals.map(({ score }) => score),
      );
      for (const { score, text } of [...terms, ...totals]) {
        assert.equal(Number(text.replace(/[+,]/g, "").replace("−", "-")), score);
      }
      assert.match(
        (await page.locator(".standing").textContent()) ?? "",
        new RegExp(`^Place ${i + 1} of 3,197 `),
      );
      await page.keyboard.press("Escape");
    }
  });

  test("asking why records nothing", async () => {
    await page.locator("#shelf-films .why").first().click();
    assert.ok(await page.locator("dialog .reasons").isVisible());
    assert.equal(await heldEvents(), 0);
  });

  test("one forgotten event leaves the shelf as if it had never been", async () => {
    await page.clock.setFixedTime(new Date());
    await search("alien");
    await press("aliens-1986", '[data-deed="like"]');
    const one = await shelf();
    await press("alien-1979", ".poster");
    await page.keyboard.press("Escape");
    assert.notDeepEqual(await shelf(), one);
    await page.locator("#device-events .view button").click();
    assert.deepEqual(await shelf(), one);
    assert.equal(await heldEvents(), 1);
  });

  test("forgetting everything and stopping bring back the contextual shelf", async () => {
    await page.clock.setFixedTime(new Date());
    await page.locator("#personalise").click();
    const contextual = await shelf();
    for (const button of ["#forget-all", "#personalise"]) {
      if (await page.getByText("Nothing is recorded").isVisible()) await personalise();
      await search("alien");
      await press("aliens-1986", '[data-deed="like"]');
      assert.notDeepEqual(await shelf(), contextual);
      await page.locator(button).click();
      assert.deepEqual(await shelf(), contextual);
      assert.equal(await heldEvents(), 0);
    }
    assert.ok(await page.getByText("Nothing is recorded").isVisible());
  });

  test("a reload forgets", async () => {
    await search("alien");
    await press("aliens-1986", '[data-deed="like"]');
    await page.reload();
    await page.locator("html[data-ready]").waitFor();
    assert.ok(await page.getByText("Nothing is recorded").isVisible());
    assert.equal(await heldEvents(), 0);
    assert.equal(
      await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length),
      0,
    );
  });
});

describe("what leaves the device", () => {
  test("no request goes out after the start, whatever one clicks", async () => {
    const atStart = [...requests];
    await personalise();
    for (const film of [0, 3, 5]) {
      await page.locator("#shelf-films .poster").nth(film).click();
      await page.locator('dialog [data-deed="like"]').click();
      await page.keyboard.press("Escape");
      await page.locator('#shelf-films [data-deed="dislike"]').nth(film).click();
      await page.locator("#shelf-films .why").nth(film).click();
      await page.keyboard.press("Escape");
    }
    await search("western");
    await page.locator("#more").click();
    await page.locator("#device-events button").first().click();
    await page.locator("#forget-all").click();
    await page.locator("#personalise").click();
    await page.waitForTimeout(500);
    assert.deepEqual(requests, atStart);
    assert.equal(await page.locator("#facts-list dd").last().textContent(), "0");
  });

  test("the start makes the same few requests for everybody", () => {
    const names = requests.map((path) => path.replace(/-[\w-]{8}\./, ".")).sort();
    const want = [
      "/",
      "/assets/engine.wasm",
      "/assets/index.css",
      "/assets/index.js",
      "/favicon.svg",
      "/films.json",
      "/films.pack",
    ];
    assert.deepEqual(
      names.filter((name) => name !== "/favicon.svg"),
      want.filter((name) => name !== "/favicon.svg"),
    );
  });

  test("the module that the page loads imports nothing", async () => {
    const path = requests.find((name) => name.endsWith(".wasm")) ?? "";
    const imports = await page.evaluate(
      async (url) => WebAssembly.Module.imports(await WebAssembly.compileStreaming(fetch(url))),
      path,
    );
    assert.deepEqual(imports, []);
    assert.ok(await page.getByText("none: it cannot send anything").isVisible());
  });

  test("the policy forbids scripts in the page and requests to other hosts", async () => {
    const blocked = await page.evaluate(async () => {
      const violated = new Promise((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), {
          once: true,
        });
      });
      await fetch("https://example.invalid/").catch(() => undefined);
      return violated;
    });
    assert.equal(blocked, "connect-src");
    assert.throws(() => assert.deepEqual(complaints, []));
    complaints = [];
  });
});

describe("the page itself", () => {
  test("says that behaviour is simulated, where films come from, and what it measured", async () => {
    assert.ok(await page.getByText("The behaviour behind these rankings is simulated").isVisible());
    const footer = (await page.locator("footer").textContent()) ?? "";
    assert.match(footer, /vega-datasets/);
    assert.match(footer, /BSD-3-Clause/);
    const facts = await page.locator("#facts-list dd").allTextContents();
    assert.match(facts[0] ?? "", /^\d+(\.\d)? KB/);
    for (const time of facts.slice(3, 7)) assert.match(time, /^\d+(\.\d)? ms$/);
  });

  test("finds films by title, director, genre and decade, without accents", async () => {
    for (const [words, film] of [
      ["deja vu", "deja-vu-2006"],
      ["ridley scott horror", "alien-1979"],
      ["WESTERN 1960s", "the-wild-bunch-1969"],
    ]) {
      await search(words);
      assert.ok((await page.locator(`#catalogue-films [data-film="${film}"]`).count()) > 0, words);
    }
    await search("no such film anywhere");
    assert.match((await page.locator("#catalogue-note").textContent()) ?? "", /No film has these words/);
  });

  test("shows more films and puts the focus on the first of them", async () => {
    await page.locator("#more").click();
    assert.equal(await page.locator("#catalogue-films .card").count(), 48);
    assert.ok(
      await page
        .locator("#catalogue-films .card")
        .nth(24)
        .locator("button.poster")
        .evaluate((b) => b === document.activeElement),
    );
  });

  test("works by keyboard alone", async () => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.ok(await page.getByText("Personalised on this device").isVisible());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.ok(await page.locator("dialog[open]").isVisible());
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.equal(await heldEvents(), 1);
  });

  test("every button has a name", async () => {
    const names = await page
      .locator("button")
      .evaluateAll((all) => all.map((b) => b.getAttribute("aria-label") ?? b.textContent?.trim()));
    assert.ok(names.length > 100);
    assert.deepEqual(
      names.filter((name) => !name),
      [],
    );
  });

  test("does not scroll sideways on a phone, with and without the dialog", async () => {
    await openPage("phone");
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(await overflow(), 0);
    await personalise();
    await page.locator("#shelf-films .poster").first().click();
    assert.equal(await overflow(), 0);
    assert.equal(await page.locator("dialog").evaluate((d) => d.scrollWidth - d.clientWidth), 0);
  });

  test("says what is wrong when the module is not there", async () => {
    await page.route("**/*.wasm", (route) =>
      route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html>" }),
    );
    await page.reload();
    await page.getByText(/The shelf could not start: .* is an HTML page/).waitFor();
    assert.ok(complaints.some((text) => text.includes("HTML page")));
    complaints = [];
  });
});
