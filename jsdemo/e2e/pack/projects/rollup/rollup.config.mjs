// Rollup leaves `new URL("./engine.wasm", import.meta.url)` as it is: the file goes beside the bundle.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import resolve from "@rollup/plugin-node-resolve";

const besideBundle = ["engine.wasm"];

const copy = {
  name: "copy",
  generateBundle() {
    for (const fileName of besideBundle) {
      const source = readFileSync(fileURLToPath(import.meta.resolve(`@hearthrank/sdk/${fileName}`)));
      this.emitFile({ type: "asset", fileName, source });
    }
  },
};

export default {
  input: "page.mjs",
  output: { dir: "dist", format: "es", sourcemap: true },
  plugins: [resolve(), copy],
};
