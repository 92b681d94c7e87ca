// esbuild leaves `new URL("./engine.wasm", import.meta.url)` as it is: the file goes beside the bundle.
import { copyFileSync } from "node:fs";
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
for (const name of ["engine.wasm"]) {
  copyFileSync(fileURLToPath(import.meta.resolve(`@hearthrank/sdk/${name}`)), `dist/${name}`);
}
