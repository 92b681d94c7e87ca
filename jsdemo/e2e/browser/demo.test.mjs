// What a visitor does in the demo: decides, looks at films, likes and refuses them, searches, and asks why.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  act,
  agree,
  deed,
  films,
  go,
  heldEvents,
  invitation as invitationOn,
  kinds,
  offlineReady,
  ready,
  says,
  shelf,
  until,
} from "../demo-site.mjs";
import { open, page } from "../demo-test.mjs";
import { storagePieces } from "../recorder.mjs";

beforeEach(() => open());

const invitation = (name) => invitationOn(page, name);
const invited = () => page.locator("hearth-consent [part~=base]").count();

/** What the origin keeps beside the service worker's cache of the build's files, by place. */
async function kept() {
  const pieces = await storagePieces(page);
  return pieces
    .filter(({ where, parts }) => !(where === "cookies" && String(parts[0]) === "[]"))
    .map(({ where }) => where)
    .filter((where) => !where.startsWith("cache hearth-shop"));
}

/** The first film of "For you", when that shelf is there. */
async function firstForYou() {
  const films = await until(
    () => shelf(page, "you"),
    (now) => now.length > 0,
  );
  return films[0] ?? "";
}

describe("without consent", () => {
  test("the page works at once: shelves, films, search and reasons; nothing is recorded or stored", async () => {
    assert.deepEqual(await kinds(page), ["popular", "moment"]);
    assert.ok((await shelf(page, "moment")).length >= 8);
    assert.match((await page.locator("#generic").textContent()) ?? "", /Nothing about you is used or stored/);
    const [first = ""] = await shelf(page, "popular");
    await page.locator(`#shelves .card[data-film="${first}"] .why`).click();
    await page.locator("#why [part~=reason]").first().waitFor();
    await page.keyboard.press("Escape");
    await go(page, `film/${films.looked}`);
    assert.ok((await page.locator("#similar .card").count()) > 4);
    await go(page, "search");
    await page.locator("#search").fill("ridley scott");
    await page.locator(`#results [data-film="${films.looked}"]`).first().waitFor();
    await offlineReady(page);
    assert.deepEqual(await kept(), []);
    assert.equal(await heldEvents(page), 0);
    assert.match(
      (await page.locator(".own-summary-section .own-note").textContent()) ?? "",
      /decided nothing yet/,
    );
    const names = await page.evaluate(() => caches.keys());
    assert.equal(names.length, 1);
    assert.match(names[0] ?? "", /^hearth-shop [0-9a-f]{16}$/);
  });

  test("a like is not recorded, says so, and asks", async () => {
    const before = await shelf(page, "popular");
    const [first = ""] = before;
    await deed(page, first, "like").click();
    await says(page, "Nothing is recorded before you have chosen");
    await until(
      () => deed(page, first, "like").getAttribute("aria-pressed"),
      (pressed) => pressed === "false",
    );
    assert.equal(await invited(), 1);
    assert.deepEqual(await shelf(page, "popular"), before);
    assert.deepEqual(await kept(), []);
  });

  test("the shelf follows the clock", async () => {
    const at = async (time) => {
      await page.clock.setFixedTime(new Date(time));
      await page.reload();
      await ready(page);
      const title = await page.locator('[data-kind="moment"] h2').textContent();
      return { title, films: await shelf(page, "moment") };
    };
    const night = await at("2026-06-06T23:30:00");
    const morning = await at("2026-06-07T09:30:00");
    assert.equal(night.title, "Right for a Saturday evening");
    assert.equal(morning.title, "Right for a Sunday morning");
    assert.notDeepEqual(night.films, morning.films);
  });
});

describe("the invitation", () => {
  test("a like that opened it is done after a yes to its purpose, and forgotten after a no", async () => {
    const [first = "", second = ""] = await shelf(page, "popular");
    await deed(page, first, "like").click();
    await says(page, "Nothing is recorded before you have chosen");
    await invitation("No to all").click();
    await says(page, /^No\./);
    assert.equal(await heldEvents(page), 0);
    await page.locator("#settings").click();
    await invitation("Yes to all").click();
    await says(page, /^Yes\./);
    assert.equal(await heldEvents(page), 0, "it was forgotten with the no");
    await page.locator('[data-key="files:eraseAll"]').click();
    await page.locator(".own-dialog .own-danger").click();
    await says(page, "Everything is erased");
    await go(page, "");
    await deed(page, second, "like").click();
    await invitation("Yes to all").click();
    await says(page, "The lists have changed");
    await until(
      () => kinds(page),
      (all) => all[0] === "you",
    );
  });

  test("not interested holds for the visit before a decision, and says so", async () => {
    await go(page, `film/${films.looked}`);
    await page.locator("#block").click();
    await says(page, "will not be shown until you close the page");
    await go(page, "");
    await page.locator("#generic").filter({ hasText: "what you asked for" }).waitFor();
    await go(page, "data");
    await page.locator("#main").filter({ hasText: "before you decide, nothing is stored" }).waitFor();
    assert.deepEqual(await kept(), []);
  });

  test("no takes one press, is remembered, and is not asked again", async () => {
    await invitation("No, thank you").click();
    await says(page, "No. Nothing is recorded, and you will not be asked again.");
    assert.equal(await invited(), 0);
    await page.reload();
    await ready(page);
    await until(
      () => page.locator("#generic").textContent(),
      (text) => text !== "",
    );
    assert.equal(await invited(), 0);
    const [first = ""] = await shelf(page, "popular");
    await deed(page, first, "like").click();
    await says(page, "Nothing was recorded: you said no");
    await go(page, "data");
    const ledger = await page.locator(".own-ledger li").allTextContents();
    assert.equal(ledger.length, 2);
    for (const line of ledger) assert.match(line, /^No to .*when asked/);
    assert.equal(await page.locator(".own-summary-section dd").first().textContent(), "0");
  });

  test("yes has a second step in which nothing is chosen, and no stays as easy", async () => {
    await invitation("Yes, show me").click();
    assert.equal(await page.locator("hearth-consent fieldset").count(), 2);
    assert.equal(await page.locator("hearth-consent input:checked").count(), 0);
    const sizes = await page
      .locator("hearth-consent .equal button")
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().height)));
    assert.equal(sizes.length, 3);
    assert.equal(new Set(sizes).size, 1);
    await page.locator("hearth-consent fieldset").first().getByLabel("Yes").check();
    await page.locator("hearth-consent fieldset").nth(1).getByLabel("No").check();
    await invitation("Save my choice").click();
    await says(page, /^Yes\./);
    await act(page, films.liked, "watchlist");
    await deed(page, films.liked, "like").click();
    await says(page, "Nothing was recorded: you said no to that");
  });

  test("a yes that is withdrawn says how much was deleted", async () => {
    await agree(page);
    await act(page, films.liked, "like");
    await page.locator("#settings").click();
    await invitation("No to all").click();
    await says(page, /^Withdrawn\. 2 records? deleted just now/);
    assert.equal(await heldEvents(page), 0);
    assert.match(
      (await page.locator(".own-audit").textContent()) ?? "",
      /2 events were deleted when you withdrew/,
    );
  });
});

describe("with consent", () => {
  beforeEach(() => agree(page));

  test("a look and a like change the shelves at once, and name what they follow from", async () => {
    assert.deepEqual(await kinds(page), ["popular", "moment"]);
    await go(page, `film/${films.looked}`);
    await page.locator("#standing").filter({ hasText: "You have looked at it" }).waitFor();
    await go(page, "");
    await until(
      () => kinds(page),
      (all) => all[0] === "you",
    );
    const looked = await shelf(page, "you");
    assert.ok(!looked.includes(films.looked), "what was looked at is left out");
    assert.match(
      (await page.locator('[data-kind="because"] h2').first().textContent()) ?? "",
      /^Because you looked at Alien$/,
    );
    const [, second = ""] = looked;
    await deed(page, second, "like").click();
    await says(page, "The lists have changed");
    await until(
      () => shelf(page, "you"),
      (now) => now.join() !== looked.join(),
    );
    assert.ok(!(await shelf(page, "you")).includes(second));
  });

  test("a like pressed again is forgotten, and leaves the lists as if it had never been", async () => {
    await page.clock.setFixedTime(new Date());
    await act(page, films.liked, "like");
    const one = await deed(page, films.liked, "like").getAttribute("aria-pressed");
    await deed(page, films.liked, "like").click();
    await says(page, /^Forgotten/);
    assert.deepEqual(
      [one, await deed(page, films.liked, "like").getAttribute("aria-pressed")],
      ["true", "false"],
    );
    assert.equal(await heldEvents(page), 1, "the look at its page is left");
  });

  test("likes pull and dislikes push", async () => {
    await act(page, "the-lord-of-the-rings-the-two-towers-2002", "like");
    await go(page, "");
    const sequel = "the-lord-of-the-rings-the-fellowship-of-the-ring-2001";
    const all = () => page.locator("#shelves .card").evaluateAll((cards) => cards.map((c) => c.dataset.film));
    await until(all, (shown) => shown.includes(sequel), `${sequel} on a shelf`);
    const before = await place(films.kin);
    await act(page, films.looked, "dislike");
    const now = await place(films.kin);
    assert.ok(now > before, `another film by the same director goes from place ${before} to ${now}`);
  });

  /** Where a film stands, as its reasons say; asking for them is no look. */
  async function place(film) {
    await go(page, `search/${film.replace(/-\d+$/, "").replaceAll("-", " ")}`);
    await page.locator(`#results .card[data-film="${film}"] .why`).click();
    const standing = page.locator("#why [part~=standing]");
    const text = (await standing.textContent()) ?? "";
    await page.keyboard.press("Escape");
    await standing.waitFor({ state: "hidden" });
    return Number(/^([\d,]+)\w\w of/.exec(text)?.[1]?.replace(",", ""));
  }

  test("a film that is not of interest is on no shelf until that is taken back", async () => {
    await act(page, films.liked, "like");
    await go(page, "");
    const first = await firstForYou();
    await go(page, `film/${first}`);
    await page.locator("#block").click();
    await says(page, "will not be shown again");
    await page.locator("#standing").filter({ hasText: "You are not interested in it" }).waitFor();
    await go(page, "");
    assert.equal(await page.locator(`#shelves .card[data-film="${first}"]`).count(), 0);
    await go(page, `film/${first}`);
    await page.locator("#block").click();
    await says(page, "may be shown again");
    assert.equal(await page.locator("#block").getAttribute("aria-pressed"), "false");
  });

  test("the watchlist has a shelf of its own", async () => {
    await act(page, films.kin, "watchlist");
    await go(page, "");
    await until(
      () => shelf(page, "watchlist"),
      (all) => all.join() === films.kin,
      "the watchlist's shelf",
    );
  });

  test("the reasons add up, say what would be without them, and can be forgotten and refused", async () => {
    await act(page, films.liked, "like");
    await go(page, "");
    const first = await firstForYou();
    await page.locator(`#shelves [data-kind="you"] .card[data-film="${first}"] .why`).click();
    const panel = page.locator("#why [part~=panel]");
    await panel.locator("[part~=reason]").first().waitFor();
    const figures = await panel.locator("[part~=reason] .figure [aria-hidden]").allTextContents();
    const sum = figures.reduce((total, text) => total + Number.parseFloat(text.replace("−", "")), 0);
    assert.ok(figures.length > 1 && Math.abs(sum - 100) <= figures.length / 2 + 1, `${figures} are ${sum} %`);
    assert.match((await panel.locator("[part~=standing]").textContent()) ?? "", /^1st of 3,19\d right now$/);
    assert.match(
      (await panel.textContent()) ?? "",
      /Without what you did with Aliens it would (still )?be \d|would not be here/,
    );
    await panel
      .getByRole("button", { name: /^Forget/ })
      .first()
      .click();
    await panel.locator("[part~=question]").getByRole("button", { name: "Forget" }).click();
    await says(page, /forgotten, as if never made/);
    await page.keyboard.press("Escape");
    assert.equal(await heldEvents(page), 0);
  });
});

describe("search", () => {
  test("finds by title, director, genre and decade, without accents, and records nothing", async () => {
    await agree(page);
    await go(page, "search");
    for (const [words, film] of [
      ["deja vu", "deja-vu-2006"],
      ["ridley scott horror", "alien-1979"],
      ["WESTERN 1960s", "the-wild-bunch-1969"],
      ["spielbrg", "jaws-1975"],
    ]) {
      await page.locator("#search").fill(words ?? "");
      await page.locator(`#results [data-film="${film}"]`).first().waitFor();
    }
    await page.locator("#search").fill("no such film anywhere");
    await page.locator("#result-count").filter({ hasText: "No film has these words" }).waitFor();
    assert.match(page.url(), /#\/search\/no%20such%20film%20anywhere$/);
    assert.equal(await heldEvents(page), 0);
  });

  test("shows more films and puts the focus on the first of them", async () => {
    await go(page, "search");
    await until(
      () => page.locator("#results .card").count(),
      (n) => n === 24,
    );
    await page.locator("#more").click();
    assert.equal(await page.locator("#results .card").count(), 48);
    const at = await page
      .locator("#results .card")
      .nth(24)
      .locator("a")
      .evaluate((a) => a === document.activeElement);
    assert.ok(at);
  });

  test("an address that names no film says so, and going back finds the words again", async () => {
    await go(page, "search/jaws");
    await page.locator('#results [data-film="jaws-1975"] a').click();
    await page.locator("article.film-page").waitFor();
    await page.goBack();
    await until(
      () => page.locator("#search").inputValue(),
      (words) => words === "jaws",
    );
    await go(page, "film/no-such-film-1900");
    assert.equal(await page.locator("h1").textContent(), "No such film");
  });
});
