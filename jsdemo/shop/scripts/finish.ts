// Finishes the build: hashes in index.html, the service worker with the list of files, and brotli copies.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "vite";
import { type BuiltFile, isKept } from "../src/files.ts";
import { withIntegrity } from "./integrity.ts";

const dist = new URL("../dist/", import.meta.url);
const worthwhile = /\.(html|css|js|json|wasm|pack|md|txt|svg)$/;

function files(): string[] {
  const all = readdirSync(dist, { recursive: true, encoding: "utf8" });
  return all.filter((name) => statSync(new URL(name, dist)).isFile()).sort();
}

function hash(name: string): string {
  return `sha384-${createHash("sha384")
    .update(readFileSync(new URL(name, dist)))
    .digest("base64")}`;
}

const page = new URL("index.html", dist);
writeFileSync(page, withIntegrity(readFileSync(page, "utf8"), hash));

const kept: BuiltFile[] = files()
  .filter(isKept)
  .map((path) => ({ path, integrity: hash(path) }));
const version = createHash("sha256").update(JSON.stringify(kept)).digest("hex").slice(0, 16);

await build({
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  define: { __FILES__: JSON.stringify(kept), __VERSION__: JSON.stringify(version) },
  build: {
    target: "es2022",
    outDir: fileURLToPath(dist),
    emptyOutDir: false,
    rollupOptions: {
      input: fileURLToPath(new URL("../src/sw.ts", import.meta.url)),
      output: { format: "iife", entryFileNames: "sw.js" },
    },
  },
});

for (const name of files()) {
  if (!worthwhile.test(name)) continue;
  const content = readFileSync(new URL(name, dist));
  const small = brotliCompressSync(content);
  writeFileSync(new URL(`${name}.br`, dist), small);
  console.log(`${name} ${content.length} bytes, brotli ${small.length}`);
}
console.log(`${kept.length} files are kept for offline use, version ${version}`);
