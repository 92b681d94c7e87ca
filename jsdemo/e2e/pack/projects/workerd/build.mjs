// What the Workers command line does: one bundle, with modules and data left to the runtime.
import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({
  entryPoints: ["worker.mjs"],
  outfile: "dist/worker.mjs",
  bundle: true,
  format: "esm",
  external: ["*.wasm", "*.pack"],
});
copyFileSync(fileURLToPath(import.meta.resolve("@hearthrank/sdk/engine.wasm")), "dist/engine.wasm");
