// esbuild leaves `new URL("./engine.wasm", import.meta.url)` as it is: such files go beside the bundle, or where open() is told.
import { copyFileSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const sources = ["engine.wasm", "worker.js"].map((name) =>
  fileURLToPath(import.meta.resolve(`@hearthrank/sdk/${name}`)),
);

async function make(page, folder) {
  await build({
    entryPoints: [`${page}.mjs`],
    outdir: page,
    bundle: true,
    minify: true,
    format: "esm",
    sourcemap: true,
  });
  mkdirSync(join(page, folder), { recursive: true });
  for (const source of sources) copyFileSync(source, join(page, folder, basename(source)));
}

await make("page", ".");
await make("elsewhere", "vendor");
