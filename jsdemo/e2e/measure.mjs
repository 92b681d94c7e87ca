// Measures how long it takes from the first fetch to the first slate, in fresh Node processes, and in Chromium at a first visit and at a later one,
// as it is and with a processor that is four times slower:
//   node measure.mjs [--runs N]
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch, viewports } from "./browser.mjs";
import { serve } from "./serve.mjs";
import { serveDemo } from "./server.mjs";

const nodeRun = fileURLToPath(new URL("firstslate.mjs", import.meta.url));

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function report(host, rows) {
  for (const key of Object.keys(rows[0] ?? {})) {
    const values = rows.map((row) => row[key]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    console.log(
      `${host.padEnd(9)} ${key.padEnd(44)} ${median(values).toFixed(1)} ms (${low.toFixed(1)}–${high.toFixed(1)})`,
    );
  }
}

function measureNode(url) {
  return JSON.parse(execFileSync(process.execPath, [nodeRun, url], { encoding: "utf8" }));
}

/** What the demo writes into its timeline, and how the report calls it. */
const marks = {
  "films in sight": "popular films in sight",
  "hearth opened": "Hearth opened",
  "first slate shown": "the engine's first slate",
};

/** How long a page is left alone, in ms: longer than a start takes. */
const calm = 3000;

/** One visit on a phone's window with a processor so many times slower: ms since navigation began. */
async function visit(context, url, rate, when) {
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  await protocol.send("Emulation.setCPUThrottlingRate", { rate });
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForTimeout(calm); // asking the page whether it is done would be work for its slow processor
  await page.locator("#offline:not([hidden])").waitFor({ state: "attached" }); // so that a later visit finds all files
  const found = await page.evaluate(() =>
    performance.getEntriesByType("mark").map(({ name, startTime }) => [name, startTime]),
  );
  await page.close();
  const times = Object.fromEntries(found);
  return Object.fromEntries(
    Object.entries(marks).map(([mark, name]) => [`${rate}× ${when}, ${name}`, times[mark]]),
  );
}

/** A first visit and a later one of somebody who has decided nothing, in a browser that has shown another site before. */
async function measureChromium(url, rate) {
  const other = await serve(() => ["text/html", "<!doctype html><h1>Another site</h1><p>with text"]);
  const browser = await launch();
  try {
    const before = await browser.newPage({ viewport: viewports.phone });
    await before.goto(other.url.replace("127.0.0.1", "localhost"));
    await before.waitForTimeout(500);
    await before.close();
    const context = await browser.newContext({ viewport: viewports.phone, locale: "en-GB" });
    const first = await visit(context, url, rate, "first visit");
    await new Promise((done) => setTimeout(done, 300)); // a shared worker ends
    return { ...first, ...(await visit(context, url, rate, "later visit")) };
  } finally {
    await browser.close();
    other.close();
  }
}

const { values } = parseArgs({ options: { runs: { type: "string", default: "7" } } });
const demo = await serveDemo();
try {
  const runs = Array.from({ length: Number(values.runs) });
  report(
    "node",
    runs.map(() => measureNode(demo.url)),
  );
  const rows = [];
  for (const _ of runs)
    rows.push({ ...(await measureChromium(demo.url, 1)), ...(await measureChromium(demo.url, 4)) });
  report("chromium", rows);
} finally {
  demo.close();
}
