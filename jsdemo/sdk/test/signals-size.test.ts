// Tests of the entry as a page gets it: its size, and that importing it does nothing.

import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const source = (contents: string) => ({
  contents,
  resolveDir: fileURLToPath(new URL("../src/", import.meta.url)),
});
/** The package's word that it has no side effects is left out of account. */
const bundle = async (contents: string) => {
  const options = { bundle: true, minify: true, format: "esm", target: "es2022", write: false } as const;
  const { outputFiles } = await build({ ...options, ignoreAnnotations: true, stdin: source(contents) });
  return outputFiles[0]?.contents ?? new Uint8Array();
};

test("the entry has at most 4 KB brotli, and a part of it less", async () => {
  const whole = brotliCompressSync(await bundle('export * from "./signals.js"')).length;
  const gpc = brotliCompressSync(await bundle('export { followGpc } from "./signals.js"')).length;
  expect(whole).toBeLessThanOrEqual(4096);
  expect(gpc).toBeLessThan(700);
});

test("imported for nothing it leaves nothing", async () => {
  expect((await bundle('import "./signals.js"')).length).toBe(0);
});
