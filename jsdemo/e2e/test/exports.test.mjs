// Tests of the comparison of package.json's exports with the files that were built.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkExports, exportFiles } from "../../sdk/scripts/exports.mjs";

const manifest = {
  exports: {
    ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
    "./x": { browser: { types: "./dist/x.d.ts", default: "./dist/x.js" }, default: "./dist/x.js" },
    "./engine.wasm": "./dist/engine.wasm",
  },
};

test("every condition's file is listed once", () => {
  assert.deepEqual(exportFiles(manifest), {
    ".": ["./dist/index.d.ts", "./dist/index.js"],
    "./x": ["./dist/x.d.ts", "./dist/x.js"],
    "./engine.wasm": ["./dist/engine.wasm"],
  });
});

const index = ["./dist/index.d.ts", "./dist/index.js", "./dist/engine.wasm"];

/** @type {[string, string[], string[], { missing: string[], open: string[], due: string[] }][]} */
const cases = [
  ["all is there", [...index, "./dist/x.d.ts", "./dist/x.js"], [], { missing: [], open: [], due: [] }],
  [
    "a missing file is named",
    [...index, "./dist/x.js"],
    [],
    { missing: ["./dist/x.d.ts"], open: [], due: [] },
  ],
  ["what is awaited may be missing", index, ["./x"], { missing: [], open: ["./x"], due: [] }],
  ["and half of it too", [...index, "./dist/x.js"], ["./x"], { missing: [], open: ["./x"], due: [] }],
  [
    "what is awaited and there is due",
    [...index, "./dist/x.d.ts", "./dist/x.js"],
    ["./x"],
    { missing: [], open: [], due: ["./x"] },
  ],
  ["the list excuses no other entry", ["./dist/x.js"], ["./x"], { missing: index, open: ["./x"], due: [] }],
];

for (const [name, files, awaited, want] of cases) {
  test(name, () =>
    assert.deepEqual(
      checkExports(manifest, (file) => files.includes(file), awaited),
      want,
    ),
  );
}
