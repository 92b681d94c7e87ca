// Tests of the reasons' codes and words.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { test } from "vitest";
import { type Catalogue, type Contribution, de, en, load, reasonOf, wordsOf } from "../src/index.ts";

const cases: [Contribution, string, string][] = [
  [
    { kind: "item", score: 5, event: "view", item: "a", title: "Ä" },
    "Because you viewed Ä",
    "Weil Sie Ä angesehen haben",
  ],
  [
    { kind: "item", score: 5, event: "hum", item: "a" },
    "Because of what you did with a",
    "Wegen Ihres Umgangs mit a",
  ],
  [
    { kind: "item", score: 5, event: "constructor", item: "a" },
    "Because of what you did with a",
    "Wegen Ihres Umgangs mit a",
  ],
  [
    { kind: "item", score: -5, event: "dislike", item: "a" },
    "Held back by what you did with a",
    "Zurückgestellt wegen Ihres Umgangs mit a",
  ],
  [
    { kind: "return", score: 1, event: "view", item: "a" },
    "You have been here before",
    "Sie waren schon hier",
  ],
  [
    { kind: "return", score: -1, event: "view", item: "a" },
    "Held back because you know it",
    "Zurückgestellt, weil Sie es kennen",
  ],
  [{ kind: "used", score: 1, count: 1, item: "a" }, "You have had it once", "Sie hatten es schon einmal"],
  [
    { kind: "used", score: 1, count: 7, item: "a" },
    "You come back to it: 7 times so far",
    "Sie kommen darauf zurück: bisher 7-mal",
  ],
  [
    { kind: "used", score: -1, count: 1, item: "a" },
    "Held back because you have had it",
    "Zurückgestellt, weil Sie es schon hatten",
  ],
  [
    { kind: "habit", score: 1, field: "daypart", value: "evening", item: "a" },
    "What you choose in the evening",
    "Ihre Wahl am Abend",
  ],
  [
    { kind: "attribute", score: 1, field: "genre", value: "Western" },
    "Fits your interest in Western",
    "Passt zu Ihrem Interesse an Western",
  ],
  [
    { kind: "attribute", score: -1, field: "genre" },
    "You seem to care less for genre",
    "genre scheint Sie weniger zu reizen",
  ],
  [
    { kind: "interest", score: -1, field: "genre", value: "Horror" },
    "You said that you are not interested in Horror",
    "Sie interessieren sich nach eigener Angabe nicht für Horror",
  ],
  [
    { kind: "context", score: 1, field: "weekday", value: "sat" },
    "Often chosen on Saturdays",
    "Oft gewählt am Samstag",
  ],
  [{ kind: "popularity", score: 1 }, "Popular", "Beliebt"],
  [{ kind: "freshness", score: 1 }, "New", "Neu"],
];

for (const [contribution, english, german] of cases) {
  test(`in words: ${english}`, () => {
    assert.equal(wordsOf(contribution), english);
    assert.equal(wordsOf(contribution, de), german);
  });
}

test("a site words a code for itself, and a code and its parameters are there for other wordings", () => {
  const reason: Contribution = { kind: "item", score: 9, event: "view", item: "a", title: "{value} $& A" };
  assert.equal(wordsOf(reason, en, { "item.for": "More like {item}" }), "More like {value} $& A");
  assert.deepEqual(reasonOf(reason), { code: "item.for", params: { item: "{value} $& A", event: "view" } });
});

const codes = Object.keys(en.reasons);
for (const catalogue of [en, de] as Catalogue[]) {
  test(`the catalogue ${catalogue.language} has a text for every code, with parameters that there are`, () => {
    assert.deepEqual(Object.keys(catalogue.reasons), codes);
    assert.deepEqual(Object.keys(catalogue.events), Object.keys(en.events));
    assert.deepEqual(Object.keys(catalogue.values), Object.keys(en.values));
    for (const text of Object.values(catalogue.reasons)) {
      for (const [, name] of text.matchAll(/\{(\w+)\}/g)) {
        assert.ok(["item", "event", "count", "field", "value"].includes(name ?? ""), text);
      }
    }
  });
}

test("every reason that the module gives has words in both languages", async () => {
  const wasm = new URL("../../../wasm/", import.meta.url);
  const engine = await load(new URL("engine.wasm", wasm));
  const items = ["tea-1", "cup-1", "pot-1", "book-1"];
  for (const pack of ["shop", "habits"]) {
    await engine.openPack(new Uint8Array(readFileSync(new URL(`conformance/testdata/${pack}.pack`, wasm))), {
      replace: true,
    });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...items), { maxLength: 8 }), (seen) => {
        const device = engine.restore({ grants: ["rank"] });
        device.observe(seen.map((item) => ({ type: "view", item })));
        device.order({ set: [{ kind: "interest", field: "category", value: "tea", amount: 50 }] });
        for (const { reasons } of device.recommend({ n: 20, reasons: -1 }).items) {
          for (const reason of reasons ?? []) {
            for (const catalogue of [en, de]) {
              const text = wordsOf(reason, catalogue);
              assert.ok(text.length > 2 && !text.includes("{") && !text.includes("undefined"), text);
            }
          }
        }
      }),
      { numRuns: 20 },
    );
  }
});
