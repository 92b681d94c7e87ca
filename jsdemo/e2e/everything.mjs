// A visit that uses everything the demo has, for the test of what leaves the device.
import { readFileSync } from "node:fs";
import { act, agree, go, invitation, offlineReady, ready, says, until, visit } from "./demo-site.mjs";

/**
 * A person by their tastes, in ids of films, and by what they type.
 * @typedef {{ looked: string, liked: string, disliked: string, kept: string, blocked: string, words: string, strange: string }} Taste
 */

/** Two persons with opposite tastes. `strange` is a film that no catalogue has, from a copy that was tampered with. @type {Taste[]} */
export const opposites = [
  {
    looked: "the-wild-bunch-1969",
    liked: "blade-runner-1982",
    disliked: "notting-hill-1999",
    kept: "waterworld-1995",
    blocked: "groundhog-day-1993",
    words: "zeppelin quixotically",
    strange: "unheard-of-marker-7741",
  },
  {
    looked: "groundhog-day-1993",
    liked: "notting-hill-1999",
    disliked: "blade-runner-1982",
    kept: "galaxy-quest-1999",
    blocked: "waterworld-1995",
    words: "bumblebee melancholia",
    strange: "incognito-marker-2093",
  },
];

/** What must not leave the device, nor lie there in clear: a person's words, films with their titles, and what was loaded. */
export function markersOf({ words, ...films }) {
  const ids = Object.values(films);
  const titles = ids.map((id) => id.replace(/-\d+$/, "").replaceAll("-", " "));
  return [words, ...words.split(" "), ...ids, ...titles].filter((marker) => marker.length >= 8);
}

/**
 * Uses everything. It waits at each step until all that it could cause has come, so that two visits can be compared.
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} url
 * @param {Taste} taste
 * @param {{ begun: () => void, most: (page: import("playwright-core").Page) => Promise<void>, ended: () => void }} told when all files are
 *   kept and nothing was done yet, when the device holds most, and before the page is loaded again
 * @returns {Promise<{ copy: string, complaints: string[] }>} the copy that was saved, which shows what was held
 */
export async function useEverything(context, url, taste, { begun, most, ended }) {
  const { page, complaints } = await visit(context, url);
  await offlineReady(page);
  begun();
  await agree(page);
  await search(page, taste);
  await opinions(page, taste);
  await reasons(page);
  const copy = await ownData(page, taste);
  await most(page);
  await checks(page);
  await settings(page);
  await changesOfMind(page);
  ended();
  await page.reload();
  await ready(page);
  await examples(context, url);
  await eraseAll(page);
  await page.close();
  return { copy, complaints };
}

async function search(page, { words, looked }) {
  await go(page, "search");
  await page.locator("#search").fill(words);
  await page.locator("#result-count").filter({ hasText: "No film has these words" }).waitFor();
  await page.locator("#search").fill(looked.replaceAll("-", " "));
  await page.locator(`#results .card[data-film="${looked}"] a`).click();
  await page.locator("article.film-page").waitFor();
  await page.locator("#standing").filter({ hasText: "You have looked at it" }).waitFor();
}

async function opinions(page, { liked, disliked, kept, blocked }) {
  await act(page, liked, "like");
  await act(page, disliked, "dislike");
  await act(page, kept, "watchlist");
  await go(page, `film/${blocked}`);
  await page.locator("#block").click();
  await says(page, "will not be shown again");
}

async function reasons(page) {
  await go(page, "");
  await page.locator('#shelves [data-kind="you"] .why').first().click();
  await page.locator("#why [part~=reason]").first().waitFor();
  await page.keyboard.press("Escape");
}

/** Corrects, erases, saves and loads. */
async function ownData(page, taste) {
  await go(page, "data");
  await page.locator("#own-dial").focus();
  await page.keyboard.press("ArrowLeft");
  await says(page, "95");
  await page.locator(".own-interest summary").first().click();
  await page.locator('[data-key$=":more"].own-small').first().click();
  await says(page, "counts more");
  const copy = await save(page);
  await load(page, copy.replaceAll(taste.looked, taste.strange), "contradicts the snapshot");
  await load(page, copy, "The copy is loaded");
  await page.locator(".own-event .own-small").first().click();
  await page.locator(".own-dialog .own-danger:enabled").click();
  await says(page, "erased");
  return copy;
}

async function save(page) {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.locator('[data-key="files:export"]').click(),
  ]);
  return readFileSync((await file.path()) ?? "", "utf8");
}

/** Loads a copy and waits until the page tells what came of it. */
async function load(page, copy, outcome) {
  const file = { name: "copy.json", mimeType: "application/json", buffer: Buffer.from(copy) };
  await page.locator("#own-import").setInputFiles(file);
  await page.locator(".own-dialog .own-danger").click();
  await page.locator("#status.on, .own-files-section .failure").filter({ hasText: outcome }).waitFor();
}

/** Pauses a purpose, allows it again, withdraws it, and refuses all. */
async function changesOfMind(page) {
  await go(page, "data");
  for (const key of ["pause", "yes", "no"]) await page.locator(`[data-key="purpose:taste:${key}"]`).click();
  await page.locator("#settings").click();
  await invitation(page, "No to all").click();
  await says(page, /^No|deleted/);
}

/** The pages that check and measure. */
async function checks(page) {
  await go(page, "privacy");
  await page.locator(".own-module-section dl").waitFor();
  await page.locator('[data-key="leak:try"]').click();
  await page.locator(".own-leak table").waitFor();
  await go(page, "lab");
  await page.locator("#lab-visitors").fill("50");
  await page.locator("#lab-run").click();
  await page.locator("#lab-results .lab-lift").waitFor();
  await go(page, "developers");
  await page.locator(".own-sizes-section table").waitFor();
  await page.locator('[data-key="measure:go"]').click();
  await page.locator(".own-measured dl").waitFor();
}

async function settings(page) {
  await page.locator("#theme").click();
  await page.locator("#language").click();
  await page.locator("html[lang=de]").waitFor();
  await page.locator("#language").click();
  await page.locator("html[lang=en]").waitFor();
}

async function examples(context, url) {
  const page = await context.newPage();
  await page.goto(new URL("examples/shelf.html", url).href);
  await page.getByRole("button", { name: "Yes" }).click();
  const first = page.locator("#shelf button").first();
  const before = await until(
    async () => first.textContent(),
    (text) => text !== "",
  );
  await first.click();
  await until(
    async () => first.textContent(),
    (text) => text !== before,
  );
  await page.goto(new URL("examples/news.html", url).href);
  await ready(page);
  await page.locator("#articles button").first().click();
  await page.close();
}

async function eraseAll(page) {
  await go(page, "data");
  await page.locator('[data-key="files:eraseAll"]').click();
  await page.locator(".own-dialog .own-danger").click();
  await says(page, "Everything is erased");
}
