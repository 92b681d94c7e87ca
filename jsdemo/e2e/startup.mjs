// Measures how long the SDK takes to start in Chromium: the module alone, and open() in each of its runtimes, at a first and at a later visit:
//   node startup.mjs [--runs N]
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { launch } from "./browser.mjs";
import { smallPack } from "./fixture.mjs";
import { serve } from "./serve.mjs";

const dist = fileURLToPath(new URL("../sdk/dist/", import.meta.url));

/** What is measured: what the page opens, and the runtime that it then has to say. */
const kinds = ["module", "shared", "dedicated", "page"];

/** Runs in the page: measures, and leaves behind a person who agreed and did fifty things. */
const script = `import { engineUrl, load, open } from "@hearthrank/sdk";

const kind = new URLSearchParams(location.search).get("kind");
const workers = { shared: "shared", dedicated: "dedicated", page: false };

async function measureModule() {
  const begin = performance.now();
  await load(engineUrl());
  return { "fetch and compile": performance.now() - begin };
}

async function measureOpen() {
  const begin = performance.now();
  const hearth = await open({ pack: "/shop.pack", worker: workers[kind] });
  const opened = performance.now();
  const { items } = await hearth.recommend({ n: 12 });
  const ranked = performance.now();
  if (hearth.info.runtime !== kind || items.length !== 12) throw new Error(hearth.info.runtime + " " + items.length);
  const { events } = hearth.info.held;
  await hearth.consent.grant("rank");
  await hearth.observe(Array.from({ length: 50 }, (_, i) => ({ type: "view", item: items[i % 12].id, time: Date.now() - i * 60000 })));
  await hearth.close();
  return { "open()": opened - begin, "first slate": ranked - opened, together: ranked - begin, events };
}

window.measured = (kind === "module" ? measureModule() : measureOpen()).catch((error) => ({ error: String(error) }));
`;

async function serveSdk(dir) {
  const options = {
    bundle: true,
    minify: true,
    format: /** @type {const} */ ("esm"),
    target: "es2022",
    write: false,
  };
  const sdk = { name: "@hearthrank/sdk", path: join(dist, "index.js") };
  const alias = { [sdk.name]: sdk.path };
  const { outputFiles } = await build({ ...options, alias, stdin: { contents: script, resolveDir: dist } });
  const page =
    '<!doctype html><title>Start</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
  const files = {
    "/": ["text/html", page],
    "/page.js": ["text/javascript", Buffer.from(outputFiles?.[0]?.contents ?? "")],
    "/worker.js": ["text/javascript", readFileSync(join(dist, "worker.js"))],
    "/engine.wasm": ["application/wasm", readFileSync(join(dist, "engine.wasm"))],
    "/shop.pack": ["application/octet-stream", smallPack(dir)],
  };
  return serve((path) => files[path], { "cache-control": "public, max-age=31536000, immutable" });
}

async function visit(page, url, kind) {
  await page.goto(`${url}/?kind=${kind}`);
  await page.waitForFunction("window.measured");
  const found = await page.evaluate(() => /** @type {any} */ (window).measured);
  if (found.error) throw new Error(`${kind}: ${found.error}`);
  return found;
}

/** A first visit in a fresh profile, and a later one, when the page was left. */
async function measure(url, kind) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const cold = await visit(page, url, kind);
    await page.goto("about:blank");
    await page.waitForTimeout(300); // a shared worker ends
    const warm = await visit(page, url, kind);
    if (kind !== "module" && warm.events === 0) throw new Error(`${kind}: nothing was kept`);
    return { cold, warm };
  } finally {
    await browser.close();
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** One cell: median, and lowest and highest. */
function cell(rows, visit, key) {
  const values = rows.map((row) => row[visit][key]);
  const text = (value) => value.toFixed(value < 10 ? 1 : 0);
  return `${text(median(values))} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}

function print(rows, version, runs) {
  console.log(
    `Chromium ${version}, ${cpus().length} × ${cpus()[0]?.model}; ms, medians of ${runs} interleaved runs (lowest–highest)\n`,
  );
  console.log("| | first visit | later visit |\n|---|--:|--:|");
  for (const kind of kinds)
    for (const key of Object.keys(rows[kind][0].cold).filter((key) => key !== "events"))
      console.log(
        `| ${kind}: ${key} | ${cell(rows[kind], "cold", key)} | ${cell(rows[kind], "warm", key)} |`,
      );
}

const { values } = parseArgs({ options: { runs: { type: "string", default: "15" } } });
const dir = mkdtempSync(join(tmpdir(), "hearth-startup-"));
const server = await serveSdk(dir);
/** @type {Record<string, any[]>} */
const rows = Object.fromEntries(kinds.map((kind) => [kind, []]));
try {
  for (let run = 0; run < Number(values.runs); run++)
    for (const i of kinds.keys()) {
      const kind = kinds[(run + i) % kinds.length] ?? "";
      rows[kind]?.push(await measure(server.url, kind));
    }
  const browser = await launch();
  print(rows, browser.version(), values.runs);
  await browser.close();
} finally {
  server.close();
  rmSync(dir, { recursive: true, force: true });
}
