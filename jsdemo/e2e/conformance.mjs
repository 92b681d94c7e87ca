// Runs the golden traces through a build of the module, in Node and in Chromium:
//   node conformance.mjs [--host node|chromium|all] [--module FILE] [--traces DIR]
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./browser.mjs";
import { inside, serve, typeOf } from "./serve.mjs";
import { runTrace } from "./trace-runner.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const wasm = fileURLToPath(new URL("../../wasm/", import.meta.url));

/** The result of one trace: no fault means that all bytes agree. */
/** @typedef {{ name: string, fault?: string | undefined }} Result */

/** Names of the trace files of a directory, in order. */
export function traceFiles(directory) {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".trace.json"))
    .sort();
}

/** @returns {Promise<Result[]>} */
export async function runInNode(moduleFile, directory) {
  const module = await WebAssembly.compile(readFileSync(moduleFile));
  const results = [];
  for (const file of traceFiles(directory)) {
    const trace = JSON.parse(readFileSync(join(directory, file), "utf8"));
    const readPack = async (name) => readFileSync(inside(directory, name));
    results.push({ name: trace.name, fault: await fault(() => runTrace(module, trace, readPack)) });
  }
  return results;
}

/** @returns {Promise<Result[]>} */
export async function runInChromium(moduleFile, directory) {
  const server = await serveFolders({
    "/runner/": here,
    "/traces/": directory,
    "/module/": resolve(moduleFile, ".."),
  });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/`);
    const name = `/module/${moduleFile.split(sep).at(-1)}`;
    return await page.evaluate(runInPage, { module: name, files: traceFiles(directory) });
  } finally {
    await browser.close();
    server.close();
  }
}

/** Runs in the page, which has nothing but the runner, the module and the traces. */
async function runInPage({ module: url, files }) {
  // @ts-expect-error: an address of the page's server
  const { runTrace } = await import("/runner/trace-runner.mjs");
  const module = await WebAssembly.compileStreaming(fetch(url));
  const results = [];
  for (const file of files) {
    const trace = await (await fetch(`/traces/${file}`)).json();
    const readPack = async (name) => new Uint8Array(await (await fetch(`/traces/${name}`)).arrayBuffer());
    const found = await runTrace(module, trace, readPack).catch((error) => String(error));
    results.push({ name: trace.name, fault: found });
  }
  return results;
}

async function fault(run) {
  try {
    return await run();
  } catch (error) {
    return String(error);
  }
}

/** Serves folders under prefixes, and an empty page at the root. */
function serveFolders(folders) {
  return serve((path) => {
    const prefix = Object.keys(folders).find((p) => path.startsWith(p));
    if (!prefix) return ["text/html", "<!doctype html><title>traces</title>"];
    return [typeOf(path), readFileSync(inside(folders[prefix], path.slice(prefix.length)))];
  });
}

function report(host, results) {
  for (const { name, fault } of results) if (fault) console.log(`FAIL ${host} ${name}: ${fault}`);
  const failed = results.filter(({ fault }) => fault).length;
  console.log(`${host}: ${results.length - failed} passed, ${failed} failed`);
  return failed === 0 && results.length > 0;
}

async function main() {
  const { values } = parseArgs({
    options: {
      host: { type: "string", default: "all" },
      module: { type: "string", default: join(wasm, "engine.wasm") },
      traces: { type: "string", default: join(wasm, "conformance", "testdata") },
    },
  });
  const hosts = { node: runInNode, chromium: runInChromium };
  const chosen = values.host === "all" ? Object.keys(hosts) : [values.host];
  let good = true;
  for (const host of chosen) {
    const run = hosts[host];
    if (!run) throw new Error(`--host ${host}: want node, chromium or all`);
    good = report(host, await run(resolve(values.module), resolve(values.traces))) && good;
  }
  process.exitCode = good ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
