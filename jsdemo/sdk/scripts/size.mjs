// Prints the size of the SDK as a page gets it: bundled, minified, and compressed with gzip and brotli; fails above a budget.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const src = fileURLToPath(new URL("../src/", import.meta.url));

/** Bytes in brotli that the SDK's core may have, without the module. */
const coreBudget = 12_288;

/**
 * What a page can import. `name`: one export of the root entry, and so what is left of the package with that alone.
 * @typedef {{ title: string, file?: string, name?: string, budget?: number }} Row
 * @type {readonly Row[]}
 */
const rows = [
  { title: "core: open", name: "open", budget: coreBudget },
  { title: "load alone", name: "load" },
  { title: "./worker.js", file: "worker" },
  { title: "./track", file: "track" },
  { title: "./context", file: "context" },
  { title: "./analytics", file: "analytics" },
  { title: "./signals", file: "signals" },
  { title: "./react", file: "react" },
  { title: "./elements", file: "elements" },
];

async function bundle(options) {
  const { outputFiles } = await build({
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    external: ["react"],
    logLevel: "error",
    write: false,
    ...options,
  });
  return outputFiles[0].contents;
}

/** The bundle of one export of the root entry, or nothing while there is no such export. */
async function named(name, names) {
  if (!names.includes(name)) return undefined;
  return bundle({
    stdin: { contents: `export { ${name} } from "./index.ts";`, resolveDir: src, loader: "ts" },
  });
}

async function exportsOf(file) {
  const { metafile } = await build({
    entryPoints: [file],
    bundle: true,
    format: "esm",
    write: false,
    metafile: true,
    outfile: "x.js",
  });
  return metafile.outputs["x.js"].exports;
}

/** @param {Row} row */
async function codeOf({ file, name }, names) {
  if (name) return named(name, names);
  const path = `${src}${file}.ts`;
  return existsSync(path) ? bundle({ entryPoints: [path] }) : undefined;
}

function describe(code, brotli) {
  return `minified ${code.length} bytes, gzip ${gzipSync(code, { level: 9 }).length}, brotli ${brotli}`;
}

const all = await bundle({ entryPoints: [`${src}index.ts`] });
console.log(describe(all, brotliCompressSync(all).length));
const names = await exportsOf(`${src}index.ts`);
for (const row of rows) {
  const code = await codeOf(row, names);
  if (!code) continue;
  const brotli = brotliCompressSync(code).length;
  console.log(`  ${row.title.padEnd(12)} ${describe(code, brotli)}`);
  if (row.budget === undefined || brotli <= row.budget) continue;
  console.error(`${row.title}: ${brotli} bytes of brotli are above the budget of ${row.budget}`);
  process.exitCode = 1;
}
