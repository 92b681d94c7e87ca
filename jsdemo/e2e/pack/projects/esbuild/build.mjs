// esbuild leaves `new URL("./engine.wasm", import.meta.url)` as it is: such files go beside the bundle.
import { copyFileSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({
  entryPoints: ["page.mjs"],
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "esm",
  sourcemap: true,
});
const sources = ["engine.wasm", "worker.js"].map((name) =>
  fileURLToPath(import.meta.resolve(`@hearthrank/sdk/${name}`)),
);
for (const source of sources.filter(existsSync)) copyFileSync(source, join("dist", basename(source)));
