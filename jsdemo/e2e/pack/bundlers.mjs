// The environments with pages: bundlers, Next, and no bundler at all.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assertVisit, served } from "./browser.mjs";
import { project } from "./project.mjs";
import { withServer } from "./run.mjs";

/** @typedef {import("./targets.mjs").Context} Context */

/** Fails unless a folder has the module, byte by byte. */
function assertEmitted(made, folder) {
  const original = readFileSync(made.path("node_modules/@hearthrank/sdk/dist/engine.wasm"));
  const all = readdirSync(made.path(folder), { recursive: true, encoding: "utf8" });
  const modules = all.filter((name) => name.endsWith(".wasm"));
  assert.equal(modules.length, 1, `one module in ${folder}, not: ${modules.join(" ")}`);
  assert.ok(original.equals(readFileSync(made.path(folder, modules[0] ?? ""))), "the emitted module differs");
}

/** Opens a built folder in Chromium. */
async function visitFolder(context, made, folder, headers = {}) {
  const visit = await served(made.path(folder), (url) => context.browser.visit(url), headers);
  return assertVisit(visit, await context.expected());
}

/** @param {Context} context */
export async function esbuild(context) {
  const made = await project(context, "esbuild");
  await made.run("node", ["build.mjs"]);
  for (const page of ["page", "elsewhere"]) {
    made.page(`${page}/index.html`, `${page}.js`);
    made.pack(`${page}/tiny.pack`);
  }
  const name = await visitFolder(context, made, "page");
  await visitFolder(context, made, "elsewhere");
  return { version: made.version("esbuild"), detail: `${name} copied beside the bundle; and elsewhere` };
}

/** @param {Context} context */
export async function rollup(context) {
  const made = await project(context, "rollup");
  await made.run("rollup", ["--config", "rollup.config.mjs", "--failAfterWarnings"]);
  made.page("dist/index.html", "page.js");
  made.pack("dist/tiny.pack");
  const name = await visitFolder(context, made, "dist");
  return { version: made.version("rollup"), detail: `${name} copied beside the bundle` };
}

/** @param {Context} context */
export async function vite(context) {
  const made = await viteProject(context);
  await made.run("vite", ["build"]);
  assertEmitted(made, "dist");
  const name = await visitFolder(context, made, "dist");
  return { version: made.version("vite"), detail: `${name} emitted` };
}

/** @param {Context} context */
export const viteDev = (context) => viteServed(context, "vite", "vite-dev");

/** The version before, which needs a line of configuration. @param {Context} context */
export const vite7Dev = (context) => viteServed(context, "vite7", "vite7-dev");

async function viteServed(context, name, as) {
  const made = await viteProject(context, name, as);
  const args = (port) => ["--host", "127.0.0.1", "--port", String(port), "--strictPort"];
  const visit = await withServer(made.program("vite"), args, { cwd: made.dir }, (url) =>
    context.browser.visit(url),
  );
  const file = assertVisit(visit, await context.expected());
  return { version: made.version("vite"), detail: `${file} served by the development server` };
}

async function viteProject(context, name = "vite", as = name) {
  const made = await project(context, name, as);
  made.page("index.html", "page.mjs");
  made.pack("public/tiny.pack");
  return made;
}

/** @param {Context} context */
export async function webpack(context) {
  const made = await project(context, "webpack");
  await made.run("webpack", ["--config", "webpack.config.mjs"]);
  assertEmitted(made, "dist");
  made.page("dist/index.html", "main.js");
  made.pack("dist/tiny.pack");
  const name = await visitFolder(context, made, "dist");
  return { version: made.version("webpack"), detail: `${name} emitted` };
}

/** @param {Context} context */
export const next = (context) => nextWith(context, "next", []);

/** @param {Context} context */
export const nextWebpack = (context) => nextWith(context, "next-webpack", ["--webpack"]);

async function nextWith(context, as, flags) {
  const made = await project(context, "next", as);
  made.pack("public/tiny.pack");
  await made.run("next", ["build", ...flags]);
  assertEmitted(made, ".next/static");
  assertPrerendered(made);
  const args = (port) => ["start", "--hostname", "127.0.0.1", "--port", String(port)];
  const visit = await withServer(made.program("next"), args, { cwd: made.dir }, (url) =>
    context.browser.visit(url),
  );
  const name = assertVisit(visit, await context.expected());
  const bundler = flags.length > 0 ? "webpack" : "Turbopack";
  return { version: made.version("next"), detail: `${bundler}: page prerendered, ${name} emitted` };
}

/** Fails unless Next made the page a static one at build time, with the shelf's empty state in it. */
function assertPrerendered(made) {
  const { routes } = JSON.parse(made.read(".next/prerender-manifest.json"));
  assert.ok(routes["/"], "the page is not static");
  assert.match(made.read(".next/server/app/index.html"), /<p>Popular now<\/p>/);
}

const policy = (hash) =>
  [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' '${hash}'`,
    "worker-src 'self'",
    "connect-src 'self'",
    "img-src data:",
  ].join("; ");

/**
 * A page without a bundler: files, an import map with integrity hashes, a strict policy. A changed file is refused.
 * @param {Context} context
 */
export async function plain(context) {
  const made = await plainProject(context);
  const hash = importMap(made);
  const headers = { "content-security-policy": policy(hash) };
  const name = await visitFolder(context, made, "site", headers);
  await assertWorkersAnswer(context, made);
  await assertTamperedRefused(context, made, headers);
  return {
    version: `Chromium ${await context.browser.version()}`,
    detail: `${name}; import map, strict policy, integrity`,
  };
}

async function plainProject(context) {
  const made = await project(context, "plain");
  cpSync(made.path("node_modules/@hearthrank/sdk/dist"), made.path("site/sdk"), { recursive: true });
  for (const name of readdirSync(made.dir).filter((file) => file.endsWith(".mjs"))) {
    cpSync(made.path(name), made.path("site", name));
  }
  made.pack("site/tiny.pack");
  return made;
}

/** Writes the page with an import map that pins the hash of every file of the SDK. Returns the map's own hash for the policy. */
function importMap(made) {
  const hashes = JSON.parse(made.read("site/sdk/integrity.json"));
  const scripts = Object.entries(hashes).filter(([name]) => name.endsWith(".js"));
  const map = JSON.stringify({
    imports: { "@hearthrank/sdk": "/sdk/index.js" },
    integrity: Object.fromEntries(scripts.map(([name, value]) => [`/sdk/${name}`, value])),
  });
  const modulePin = `const integrity = ${JSON.stringify(hashes["engine.wasm"])};\n`;
  made.write("site/pinned.mjs", modulePin + pinnedPage);
  made.page("site/index.html", "pinned.mjs");
  const html = made
    .read("site/index.html")
    .replace("</head>", `<script type="importmap">${map}</script></head>`);
  made.write("site/index.html", html);
  return `sha256-${createHash("sha256").update(map).digest("base64")}`;
}

const pinnedPage = `import { engineUrl } from "@hearthrank/sdk";
import { report } from "./report.mjs";
import { use } from "./use.mjs";

const where = {
  pack: new URL("/tiny.pack", location.href),
  get wasm() {
    return fetch(engineUrl(), { integrity }); // a response can be read but once
  },
};
report(() => use(where));
`;

/** Fails unless worker.js runs as whatever kind a bundler starts it. */
async function assertWorkersAnswer(context, made) {
  made.page("site/kinds/index.html", "kinds.js");
  made.write("site/kinds/kinds.js", kindsPage);
  const visit = await served(made.path("site"), (url) => context.browser.visit(`${url}kinds/`));
  assert.deepEqual([visit.error, visit.complaints, visit.value], [undefined, [], Array(4).fill("alive")]);
}

const kindsPage = `import { report } from "../report.mjs";

const first = (worker) =>
  new Promise((resolve, reject) => {
    worker.onerror = () => reject(new Error("refused"));
    (worker.port ?? worker).onmessage = ({ data }) => resolve(data.kind);
  });
const kinds = ["module", "classic"];
const all = [Worker, SharedWorker].flatMap((Kind) => kinds.map((type) => new Kind("/sdk/worker.js", { type, name: type })));
report(() => Promise.all(all.map(first)));
`;

/** Fails unless the page stops when a file of the SDK, or the module, is not the one that was published. */
async function assertTamperedRefused(context, made, headers) {
  for (const name of ["engine.wasm", "encode.js", "runtime/link.js"]) {
    const file = made.path("site/sdk", name);
    assert.ok(existsSync(file));
    const original = readFileSync(file);
    appendFileSync(file, " ");
    const visit = await served(made.path("site"), (url) => context.browser.visit(url, 2), headers);
    assert.equal(visit.value, undefined, `${name} was changed and the page ran`);
    assert.match(visit.complaints.join("\n"), /integrity/, `${name}: no word about integrity`);
    made.write(join("site/sdk", name), original);
  }
}
