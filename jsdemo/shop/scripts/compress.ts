// Puts a brotli copy beside every file of the built demo, which `hearth serve` sends to browsers that take it.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const worthwhile = /\.(html|css|js|json|wasm|pack)$/;

for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (!worthwhile.test(name)) continue;
  const file = new URL(name, dist);
  const content = readFileSync(file);
  const small = brotliCompressSync(content);
  writeFileSync(new URL(`${name}.br`, dist), small);
  console.log(`${name} ${content.length} bytes, brotli ${small.length}`);
}
