// Measures how long it takes from the first fetch to the first slate, in fresh Node processes and fresh Chromium profiles:
//   node measure.mjs [--runs N]
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch, viewports } from "./browser.mjs";
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
      `${host.padEnd(9)} ${key.padEnd(32)} ${median(values).toFixed(1)} ms (${low.toFixed(1)}–${high.toFixed(1)})`,
    );
  }
}

function measureNode(url) {
  return JSON.parse(execFileSync(process.execPath, [nodeRun, url], { encoding: "utf8" }));
}

async function measureChromium(url) {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: viewports.desktop });
    await page.goto(url);
    await page.locator("html[data-ready]").waitFor();
    await page.evaluate(() => {
      location.hash = "#/developers?lang=en"; // where the page tells what it measured
    });
    await page.locator(".own-start-section tbody td").first().waitFor();
    const shown = await page.locator(".own-start-section tbody td").allTextContents();
    const times = shown.map((text) => Number.parseFloat(text.replace(",", "")));
    const [answered = 0, opened = 0, ranked = 0, ready = 0] = times;
    return {
      "first byte of the page": answered,
      "open: worker, module, pack": opened,
      "first ranking, all reasons": ranked,
      "navigation to first shelf": ready,
    };
  } finally {
    await browser.close();
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
  for (const _ of runs) rows.push(await measureChromium(demo.url));
  report("chromium", rows);
} finally {
  demo.close();
}
