// Tests of the page for developers: the code that it shows, the figures that it makes of times, and the news example's readers.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { type Article, draw, inSpan, readings, seeded } from "../examples/newsreaders.ts";
import { bins } from "../src/own/bins.ts";
import { linesOfCode, pieces } from "../src/own/code.ts";
import { goSnippet } from "../src/own/gosnippet.ts";
import { quantile } from "../src/quantile.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("the shelf is ten lines of code, and the page shows that very file", () => {
  assert.equal(linesOfCode(read("../examples/shelf.js")), 10);
  assert.match(read("../src/views/developers.ts"), /from "\.\.\/\.\.\/examples\/shelf\.js\?raw"/);
});

test("the Go lines are the README's", () => {
  assert.ok(read("../../../README.md").includes(goSnippet));
});

test("the documents that are linked are there", () => {
  for (const [, path = ""] of read("../src/views/developers.ts").matchAll(/\["doc\.\w+", "([^"]+)"\]/g))
    assert.ok(read(`../../../${path}`).length > 0, path);
});

test("comments and texts are set apart and nothing is lost", () => {
  const kinds = pieces('a("x"); // y "z"\nb').map(({ kind }) => kind);
  assert.deepEqual(kinds, ["code", "string", "code", "comment", "code"]);
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.equal(
        pieces(text)
          .map((piece) => piece.text)
          .join(""),
        text,
      );
    }),
  );
});

test("quantiles are of the nearest rank, and bins hold every value", () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  assert.equal(quantile(values, 0.5), 50);
  assert.equal(quantile(values, 0.95), 95);
  assert.equal(quantile([3], 0.5), 3);
  assert.ok(Number.isNaN(quantile([], 0.5)));
  const times = fc.array(fc.float({ min: 0, max: 1000, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(times, (list) => {
      const { counts } = bins(list, 12);
      assert.equal(
        counts.reduce((a, b) => a + b, 0),
        list.length,
      );
    }),
  );
});

const articles = JSON.parse(read("../examples/news.json")) as Article[];

test("the news example has invented articles in both languages, each once", () => {
  assert.ok(articles.length >= 20);
  assert.equal(new Set(articles.map(({ id }) => id)).size, articles.length);
  for (const language of ["en", "de"]) assert.ok(articles.some((article) => article.language === language));
});

test("generated readers are the same for the same seed, and read at the hour that an article is for", () => {
  assert.deepEqual(readings(articles, seeded(1)).slice(0, 50), readings(articles, seeded(1)).slice(0, 50));
  assert.ok(inSpan(1, [23, 5]) && !inSpan(12, [23, 5]) && inSpan(9, [9, 13]) && !inSpan(13, [9, 13]));
  const night = articles.find(({ id }) => id === "sleepless");
  assert.ok(night);
  assert.ok(draw(night, 2, false, "phone", "en") > 4 * draw(night, 12, false, "desktop", "en"));
  assert.ok(draw(night, 2, false, "phone", "en") > draw(night, 2, false, "phone", "de"));
});
