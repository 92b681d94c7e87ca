// Rollup leaves `new URL("./engine.wasm", import.meta.url)` as it is: such files go beside the bundle.
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import resolve from "@rollup/plugin-node-resolve";

const sources = ["engine.wasm", "worker.js"].map((name) =>
  fileURLToPath(import.meta.resolve(`@hearthrank/sdk/${name}`)),
);

const copy = {
  name: "copy",
  generateBundle() {
    for (const file of sources.filter(existsSync)) {
      this.emitFile({ type: "asset", fileName: basename(file), source: readFileSync(file) });
    }
  },
};

export default {
  input: "page.mjs",
  output: { dir: "dist", format: "es", sourcemap: true },
  plugins: [resolve(), copy],
};
