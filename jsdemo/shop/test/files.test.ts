// Tests of what is kept for offline use, of which file answers a request, and of the hashes in the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { withIntegrity } from "../scripts/integrity.ts";
import { isKept, pathFor } from "../src/files.ts";

test("all but maps, compressed copies and the service worker is kept", () => {
  for (const path of [
    "index.html",
    "assets/index-1.js",
    "films.pack",
    "assets/engine-1.wasm",
    "assets/sw.js",
  ])
    assert.ok(isKept(path), path);
  for (const path of ["assets/index-1.js.map", "films.pack.br", "a.gz", "sw.js"])
    assert.ok(!isKept(path), path);
});

const known = new Set(["index.html", "assets/a.js", "films.pack"]);
const requests: [string, string, string | undefined][] = [
  ["https://a.example/", "https://a.example/", "index.html"],
  ["https://a.example/?x#/film/alien", "https://a.example/", "index.html"],
  ["https://a.example/demo/", "https://a.example/demo/", "index.html"],
  ["https://a.example/demo/assets/a.js", "https://a.example/demo/", "assets/a.js"],
  ["https://a.example/assets/a.js", "https://a.example/demo/", undefined],
  ["https://b.example/films.pack", "https://a.example/", undefined],
  ["https://a.example/other.pack", "https://a.example/", undefined],
];

for (const [url, scope, path] of requests) {
  test(`${url} within ${scope}`, () => assert.equal(pathFor(url, scope, known), path));
}

test("scripts, styles and preloaded modules get a hash, and nothing else", () => {
  const hash = (path: string) => `sha384-${path}`;
  const page = [
    '<script type="module" crossorigin src="./assets/a.js"></script>',
    '<link rel="stylesheet" crossorigin href="./assets/a.css">',
    '<link rel="modulepreload" href="/assets/b.js" />',
    '<link rel="icon" href="data:image/svg+xml,%3Csvg" />',
    '<link rel="preload" href="./films.json" as="fetch" />',
  ];
  assert.deepEqual(withIntegrity(page.join("\n"), hash).split("\n"), [
    '<script type="module" crossorigin src="./assets/a.js" integrity="sha384-assets/a.js"></script>',
    '<link rel="stylesheet" crossorigin href="./assets/a.css" integrity="sha384-assets/a.css">',
    '<link rel="modulepreload" href="/assets/b.js" integrity="sha384-assets/b.js">',
    ...page.slice(3),
  ]);
});

test("a page that has its hashes stays as it is", () => {
  const page = '<script src="./a.js" integrity="sha384-x"></script>';
  assert.equal(
    withIntegrity(page, () => "y"),
    page,
  );
});
