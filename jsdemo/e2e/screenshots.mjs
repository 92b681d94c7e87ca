// Makes screenshots of the demo's states, on desktop and phone, light and dark, into screenshots/.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch, viewports } from "./browser.mjs";
import { serveDemo } from "./server.mjs";

const folder = new URL("screenshots/", import.meta.url);

/** The states in order, each reached from the one before. */
const states = {
  start: async () => {},
  personal: async (page) => {
    await page.locator("#personalise").click();
    await page.locator("#search").fill("alien");
    await page.locator('#catalogue-films [data-film="aliens-1986"] [data-deed="like"]').first().click();
    await page.locator('#catalogue-films [data-film="alien-1979"] .poster').click();
    await page.keyboard.press("Escape");
    await page.locator('#shelf-films [data-deed="dislike"]').nth(3).click();
    await page.locator("#status.on").waitFor();
  },
  why: async (page) => {
    await page.locator("#shelf-films .why").first().click();
    await page.locator("dialog .reasons").waitFor();
  },
};

async function shoot(browser, url, size, scheme) {
  const context = await browser.newContext({
    viewport: viewports[size],
    colorScheme: scheme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator("html[data-ready]").waitFor();
  for (const [state, reach] of Object.entries(states)) {
    await reach(page);
    const path = fileURLToPath(new URL(`${size}-${scheme}-${state}.png`, folder));
    await page.screenshot({ path, fullPage: state !== "why" });
    console.log(path);
  }
  await context.close();
}

mkdirSync(folder, { recursive: true });
const [demo, browser] = await Promise.all([serveDemo(), launch()]);
try {
  for (const size of Object.keys(viewports))
    for (const scheme of ["light", "dark"]) await shoot(browser, demo.url, size, scheme);
} finally {
  await browser.close();
  demo.close();
}
