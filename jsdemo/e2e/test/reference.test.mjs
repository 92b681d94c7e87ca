// Tests that the SDK's reference covers every entry of the package.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

/** Has nothing to import: it runs in a worker. */
const noModule = ["worker"];

test("the reference has all entries with types, and no other", () => {
  const { exports } = read("../../sdk/package.json");
  const typed = Object.values(exports).flatMap(({ types }) => (types ? [basename(types, ".d.ts")] : []));
  const { entryPoints } = read("../../typedoc/typedoc.json");
  const documented = entryPoints.map((path) => basename(path, ".ts"));
  assert.deepEqual(documented.sort(), typed.filter((name) => !noModule.includes(name)).sort());
});
