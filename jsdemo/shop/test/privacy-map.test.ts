// Tests that the page's data map has every row of docs/PRIVACY.md, and names no test that is not there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { dataMap } from "../src/own/datamap.ts";

const text = readFileSync(new URL("../../../docs/PRIVACY.md", import.meta.url), "utf8");
const [, section = ""] = text.split("## Data map");
const [table = ""] = section.split("In the browser");
const rows = table
  .split("\n")
  .filter((line) => line.startsWith("|") && !/^\|(---|\s*field)/.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test("the document's table was found", () => {
  assert.ok(rows.length >= 10, `${rows.length} rows`);
});

test("the map has the document's fields, in its order", () => {
  assert.deepEqual(
    dataMap.map(({ field }) => field),
    rows.map(([field]) => field),
  );
});

test("the tests that the map names stand in the document's row", () => {
  for (const [i, { field, tests }] of dataMap.entries())
    for (const name of tests) assert.ok(rows[i]?.at(-1)?.includes(`\`${name}\``), `${field}: ${name}`);
});

test("every row says something in both languages", () => {
  for (const { field, en, de } of dataMap)
    for (const row of [en, de])
      for (const [key, value] of Object.entries(row)) assert.ok(value.length > 0, `${field}: ${key}`);
});
