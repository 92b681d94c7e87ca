// "Your data", "Privacy", "Lab" and "For developers": every line can be corrected and erased, and every claim is checked in the browser.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeEach, describe, test } from "node:test";
import {
  act,
  agree,
  films,
  go,
  heldEvents,
  kinds,
  live,
  offlineReady,
  ready,
  says,
  until,
} from "../demo-site.mjs";
import { complaints, demo, open, page } from "../demo-test.mjs";
import { storagePieces } from "../recorder.mjs";

beforeEach(() => open());

const events = () => page.locator(".own-event").count();

/** Presses the button that erases the latest event with a film. */
const eraseOf = (title) =>
  page
    .locator(".own-event")
    .filter({ hasText: title })
    .first()
    .getByRole("button", { name: /^Erase/ })
    .click();

describe("your data", () => {
  beforeEach(async () => {
    await live(page);
    await go(page, "data");
    await until(events, (n) => n === 4, "two looks, a like and a film on the watchlist");
  });

  test("each event can be erased, alone or with its film, genre, director or visit, after a preview", async () => {
    await eraseOf("Aliens");
    const dialog = page.locator(".own-dialog");
    await dialog.locator(".own-danger:enabled").filter({ hasText: "Erase 1 event" }).waitFor();
    const scopes = await dialog.locator("label").allTextContents();
    assert.deepEqual(
      scopes.map((text) => text.trim()),
      [
        "This event alone",
        "All that you did with “Aliens”",
        "The whole genre: Action",
        "All films by James Cameron",
        "This whole visit",
      ],
    );
    await dialog.getByLabel("All that you did with").check();
    await dialog.locator(".own-danger:enabled").filter({ hasText: "Erase 2 events" }).waitFor();
    assert.equal(await dialog.locator(".own-preview li").count(), 2);
    await dialog.getByRole("button", { name: "Keep" }).click();
    assert.equal(await events(), 4);
    await eraseOf("Aliens");
    await dialog.getByLabel("All that you did with").check();
    await dialog.locator(".own-danger:enabled").filter({ hasText: "Erase 2 events" }).click();
    await says(page, "2 events are erased");
    await until(events, (n) => n === 2);
    assert.equal(await page.locator(".own-event").filter({ hasText: "Aliens" }).count(), 0);
  });

  test("a range of days can be erased", async () => {
    const today = await page.locator('[data-key="range:to"]').getAttribute("max");
    await page.locator('[data-key="range:from"]').fill(today ?? "");
    await page.locator('[data-key="range:erase"]').click();
    await page.locator(".own-dialog .own-danger:enabled").filter({ hasText: "Erase 4 events" }).click();
    await says(page, "4 events are erased");
    await until(events, (n) => n === 0);
  });

  test("each interest shows what it is from, and can be raised, lowered, removed and taken back", async () => {
    const name = (await page.locator(".own-interest .name").first().textContent()) ?? "";
    const interest = page.locator(".own-interest").filter({ hasText: name }).first();
    await interest.locator("summary").click();
    assert.match((await interest.textContent()) ?? "", /From \d things? that you did:/);
    const tag = (text) => interest.locator("summary").filter({ hasText: text }).waitFor();
    const press = (button) => interest.getByRole("button", { name: `${button}: ${name}` }).click();
    await press("More");
    await tag("you: +25");
    await press("Less");
    await tag("you: 0");
    await press("Remove");
    await tag("removed");
    await press("Take back");
    const summary = async () => (await interest.locator("summary").textContent()) ?? "";
    await until(summary, (text) => !/removed|you:/.test(text));
    assert.ok(await interest.locator("details[open]").count(), "what was open stays open");
  });

  test("the dial at 0 makes the lists the same for everybody", async () => {
    await page.locator("#own-dial").focus();
    await page.keyboard.press("Home");
    await says(page, "Your history counts 0");
    await go(page, "privacy");
    await go(page, "data");
    assert.equal(await page.locator("#own-dial").inputValue(), "0");
    await go(page, "");
    await until(
      () => kinds(page),
      (all) => !all.includes("you"),
    );
    assert.match((await page.locator("#generic").textContent()) ?? "", /Your dial stands at 0/);
  });

  test("what is never to be shown is listed and can be allowed again", async () => {
    await go(page, "film/waterworld-1995");
    await page.locator("#block").click();
    await says(page, "will not be shown again");
    await go(page, "data");
    const blocked = page.locator(".own-blocked li");
    assert.match((await blocked.textContent()) ?? "", /^Waterworld/);
    await blocked.getByRole("button").click();
    await says(page, "Waterworld may be shown again");
    await until(
      () => blocked.count(),
      (n) => n === 0,
    );
  });

  test("a purpose can be paused, allowed again and withdrawn, and says what that did", async () => {
    const taste = page.locator("article.own-purpose").filter({ hasText: "What you like and dislike" });
    const press = async (name, outcome) => {
      await taste.getByRole("button", { name: `What you like and dislike: ${name}`, exact: true }).click();
      await taste.locator(".own-outcome").filter({ hasText: outcome }).waitFor();
    };
    await press("Pause, and keep", "Paused. What was recorded is kept");
    assert.equal(await page.locator(".own-event.unused").count(), 1);
    await press("Yes", "Allowed");
    await until(
      () => page.locator(".own-event.unused").count(),
      (n) => n === 0,
    );
    await press("No", "Withdrawn. 1 event that served nothing else was deleted at once.");
    assert.equal(await events(), 3);
    assert.match(
      (await page.locator(".own-ledger li").first().textContent()) ?? "",
      /withdrawn.*in the settings/s,
    );
  });

  test("a copy can be saved, and loaded after everything was erased; a wrong one changes nothing", async () => {
    const copy = await save();
    assert.ok(copy.includes(films.liked) && copy.includes("Remember on this device which films I like"));
    await load(copy.replaceAll(films.liked, films.looked));
    await page.locator(".own-files-section .failure").filter({ hasText: "nothing has changed" }).waitFor();
    assert.equal(await events(), 4);
    await eraseAll();
    await until(events, (n) => n === 0);
    await load(copy);
    await says(page, "The copy is loaded: 4 events");
    await until(events, (n) => n === 4);
  });

  test("erase everything leaves nothing stored but the page's own files", async () => {
    await eraseAll();
    await page.locator(".own-summary-section .own-note").filter({ hasText: "decided nothing yet" }).waitFor();
    const kept = (await storagePieces(page)).map(({ where }) => where.split(" ")[0]);
    assert.deepEqual(
      [...new Set(kept)].sort(),
      ["cache", "cookies"].filter((place) => kept.includes(place)),
    );
    await page.reload();
    await ready(page);
    assert.equal(await heldEvents(page), 0);
  });

  async function eraseAll() {
    await page.locator('[data-key="files:eraseAll"]').click();
    await page.locator(".own-dialog .own-danger").click();
    await says(page, "Everything is erased");
  }

  async function save() {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.locator('[data-key="files:export"]').click(),
    ]);
    return readFileSync((await file.path()) ?? "", "utf8");
  }

  async function load(copy) {
    const file = { name: "copy.json", mimeType: "application/json", buffer: Buffer.from(copy) };
    await page.locator("#own-import").setInputFiles(file);
    await page.locator(".own-dialog .own-danger").click();
  }
});

describe("privacy", () => {
  test("the module imports nothing, and is the repository's", async () => {
    await go(page, "privacy");
    const section = page.locator(".own-module-section");
    await section.locator("dl").waitFor();
    assert.equal(await section.locator("dd").first().textContent(), "0");
    const module = readFileSync(new URL("../../../wasm/engine.wasm", import.meta.url));
    const hash = createHash("sha256").update(module).digest("hex");
    assert.ok((await section.textContent())?.includes(hash), `the page tells ${hash}`);
  });

  test("no request comes after the first list, whatever one does, and all are of the build", async () => {
    await offlineReady(page);
    await agree(page);
    await act(page, films.liked, "like");
    await go(page, "search/western");
    await go(page, "privacy");
    const section = page.locator(".own-requests-section");
    await section
      .locator("p")
      .filter({ hasText: /All are on the build’s list of \d+ files/ })
      .waitFor();
    assert.equal(await section.locator("dd").first().textContent(), "0");
    assert.equal(await section.getByText("on no list").count(), 0);
  });

  test("the browser stops all that the page tries to send to another site", async () => {
    await go(page, "privacy");
    await page.locator('[data-key="leak:try"]').click();
    await page.locator(".own-leak strong").filter({ hasText: "Your browser stopped all 6." }).waitFor();
    const rows = await page.locator(".own-leak tbody tr").allTextContents();
    assert.equal(rows.length, 6);
    for (const row of rows) assert.match(row, /stopped by/);
    await go(page, "");
    assert.equal(await page.locator("#requests").textContent(), "0");
    complaints.splice(
      0,
      complaints.length,
      ...complaints.filter((text) => !/leak\.invalid|Trusted/.test(text)),
    );
  });

  test("the data map has a row for each field that is stored", async () => {
    await go(page, "privacy");
    const rows = page.locator(".own-map-section tbody tr");
    assert.ok((await rows.count()) >= 8, `${await rows.count()} rows`);
    for (const row of await rows.all()) {
      const cells = (await row.locator("th, td").allTextContents()).map((text) => text.trim());
      assert.deepEqual(
        cells.filter((text) => text === ""),
        [],
        cells.join(" | "),
      );
    }
  });
});

describe("the lab", () => {
  test("runs visitors with progress, and gives a lift with its interval and tables", async () => {
    await go(page, "lab");
    await page.locator("#lab-visitors").fill("100");
    await page.locator("#lab-run").click();
    await page
      .locator("#lab-run-line")
      .filter({ hasText: /\d+ of 100 simulated visitors/ })
      .waitFor();
    const lift = page.locator("#lab-results .lab-lift");
    await lift.waitFor();
    assert.match(
      (await lift.textContent()) ?? "",
      /^[+−]?[\d.,]+\s?%.*95% interval [+−]?[\d.,]+\s?% to [+−]?[\d.,]+\s?%/,
    );
    const verdict = await page.locator(".lab-verdict").getAttribute("data-verdict");
    assert.ok(["won", "lost", "undecided"].includes(verdict ?? ""), `verdict ${verdict}`);
    assert.ok((await page.locator("#lab-results figure").count()) >= 4);
    assert.ok((await page.locator("#lab-results table").count()) >= 4);
    assert.match((await page.locator("#lab-results").textContent()) ?? "", /Simulated/);
  });

  test("can be stopped, and then has no result", async () => {
    await go(page, "lab");
    await page.locator("#lab-visitors").fill("5000");
    await page.locator("#lab-run").click();
    await page
      .locator("#lab-run-line")
      .filter({ hasText: /of 5,000 simulated visitors/ })
      .waitFor();
    await page.locator("#lab-run-stop").click();
    await page.locator("#lab-run-line").filter({ hasText: "A stopped experiment has no result" }).waitFor();
    assert.equal(await page.locator("#lab-results .lab-lift").count(), 0);
    assert.equal(await page.locator("#lab-run").isEnabled(), true);
  });

  test("uses and changes nothing of the visitor's", async () => {
    await agree(page);
    await act(page, films.liked, "like");
    const before = await heldEvents(page);
    await go(page, "lab");
    await page.locator("#lab-visitors").fill("50");
    await page.locator("#lab-run").click();
    await page.locator("#lab-results .lab-lift").waitFor();
    assert.equal(await heldEvents(page), before);
  });
});

describe("for developers", () => {
  test("shows the code, weighs the files, and measures in this browser", async () => {
    await go(page, "developers");
    assert.match((await page.locator(".own-js-section pre").textContent()) ?? "", /await open\(/);
    await page.locator(".own-sizes-section tbody tr").nth(2).waitFor();
    await page.locator('[data-key="measure:go"]').click();
    await page.locator(".own-measured dl dd").first().waitFor();
    for (const figure of await page.locator(".own-measured dd").allTextContents())
      assert.match(figure, /\d.*ms/);
  });

  test("the shelf in ten lines works: nothing before a yes, a click changes the list", async () => {
    await page.goto(new URL("examples/shelf.html", demo.url).href);
    const list = () => page.locator("#shelf button").allTextContents();
    const before = await until(list, (all) => all.every((text) => text !== ""));
    await page.getByRole("button", { name: "Yes" }).click();
    await page.locator("#shelf button").first().click();
    await until(list, (all) => all.join() !== before.join());
    const databases = await page.evaluate(async () => (await indexedDB.databases()).length);
    assert.equal(databases, 1);
  });

  test("the news page orders its articles by the moment without any consent", async () => {
    await page.goto(new URL("examples/news.html", demo.url).href);
    await ready(page);
    const order = () => page.locator("#articles .title").allTextContents();
    const before = await order();
    await page.locator("#hour").fill("3");
    await page.locator("#weekday").selectOption("sun");
    await page.locator("#language").selectOption("de");
    await until(order, (now) => now.join() !== before.join());
    assert.match((await page.locator("#moment").textContent()) ?? "", /You have not been asked anything/);
  });
});
