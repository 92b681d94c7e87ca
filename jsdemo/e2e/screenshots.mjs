// Makes pictures of each of the demo's pages and states, on desktop and phone, light and dark, into screenshots/:
//   node screenshots.mjs [NAME…]   with names, only the pictures whose names hold one of them
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch, viewports } from "./browser.mjs";
import { act, contextOf, films, go, live, offlineReady, ready, says, until, visit } from "./demo-site.mjs";
import { serveDemo } from "./server.mjs";

const folder = new URL("screenshots/", import.meta.url);
const wanted = process.argv.slice(2);

/**
 * The states in order, each reached from the one before; `window` takes what the window shows and not the whole page.
 * @type {Record<string, { reach: (page: import("playwright-core").Page, url: string) => Promise<unknown>, window?: boolean }>}
 */
const states = {
  "home-before": { reach: (page) => offlineReady(page) },
  "home-before-window": { reach: async () => undefined, window: true },
  "consent-second-step": {
    reach: (page) => page.locator("hearth-consent").getByRole("button", { name: "Yes, show me" }).click(),
    window: true,
  },
  "film-before": { reach: (page) => go(page, `film/${films.looked}`) },
  "consent-floating": {
    reach: (page) => page.locator("#settings").click(),
    window: true,
  },
  "home-after": { reach: liveAll },
  "home-after-window": { reach: async () => undefined, window: true },
  why: {
    reach: async (page) => {
      await page.locator('#shelves [data-kind="you"] .why').first().click();
      await page.locator("#why [part~=reason]").first().waitFor();
    },
    window: true,
  },
  film: { reach: (page) => close(page).then(() => go(page, `film/${films.liked}`)) },
  search: { reach: (page) => go(page, "search/ridley scott") },
  "search-none": { reach: (page) => go(page, "search/no such words") },
  data: { reach: (page) => go(page, "data") },
  "data-erase": {
    reach: async (page) => {
      await page.locator(".own-event .own-small").first().click();
      await page.locator(".own-dialog .own-danger:enabled").waitFor();
    },
    window: true,
  },
  privacy: {
    reach: async (page) => {
      await close(page);
      await go(page, "privacy");
      await page.locator('[data-key="leak:try"]').click();
      await page.locator(".own-leak table").waitFor();
    },
  },
  lab: { reach: (page) => go(page, "lab") },
  "lab-after": {
    reach: async (page) => {
      await page.locator("#lab-visitors").fill("300");
      await page.locator("#lab-run").click();
      await page.locator("#lab-results .lab-lift").waitFor();
    },
  },
  developers: {
    reach: async (page) => {
      await go(page, "developers");
      await page.locator('[data-key="measure:go"]').click();
      await page.locator(".own-measured dl").waitFor();
    },
  },
  "film-none": { reach: (page) => go(page, "film/no-such-film-1900") },
  "home-german": { reach: (page) => go(page, "?lang=de"), window: true },
  "data-german": { reach: (page) => go(page, "data?lang=de"), window: true },
  "example-shelf": {
    reach: async (page, url) => {
      await page.goto(new URL("examples/shelf.html", url).href);
      await until(
        async () => page.locator("#shelf button").first().textContent(),
        (text) => text !== "",
      );
    },
  },
  "example-news": {
    reach: async (page, url) => {
      await page.goto(new URL("examples/news.html", url).href);
      await ready(page);
    },
  },
};

async function liveAll(page) {
  await live(page);
  await act(page, "groundhog-day-1993", "dislike");
  await go(page, "film/waterworld-1995");
  await page.locator("#block").click();
  await says(page, "will not be shown again");
  await go(page, "");
  await page.locator('#shelves [data-kind="you"] .card').first().waitFor();
}

/** Closes what is open over the page. */
async function close(page) {
  await page.keyboard.press("Escape");
}

/** Scrolls through the page, so that all of it is laid out and drawn, and back to its top. */
async function unroll(page) {
  await page.evaluate(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
      scrollTo(0, y);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    const parts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("section, li.card"));
    for (const part of parts) part.style.contentVisibility = "visible";
    scrollTo(0, 0);
    await new Promise((done) => setTimeout(done, 300));
  });
}

async function shoot(browser, url, size, colorScheme) {
  const context = await contextOf(browser, { size, colorScheme });
  const { page } = await visit(context, url);
  for (const [state, { reach, window = false }] of Object.entries(states)) {
    await reach(page, url);
    const name = `${size}-${colorScheme}-${state}.png`;
    if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
    const path = fileURLToPath(new URL(name, folder));
    if (!window) await unroll(page);
    await page.screenshot({ path, fullPage: !window, animations: "disabled" });
    console.log(path);
  }
  await context.close();
}

mkdirSync(folder, { recursive: true });
const [demo, browser] = await Promise.all([serveDemo(), launch()]);
try {
  for (const size of /** @type {("desktop" | "phone")[]} */ (Object.keys(viewports)))
    for (const scheme of /** @type {const} */ (["light", "dark"]))
      await shoot(browser, demo.url, size, scheme);
} finally {
  await browser.close();
  demo.close();
}
