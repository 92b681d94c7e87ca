// Tests of the words: both languages have the same, none is empty, and reasons and purposes have words of the demo's.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Contribution, wordsOf } from "@hearthrank/sdk";
import { deTexts } from "../src/texts.de.ts";
import { enTexts } from "../src/texts.ts";
import { nameOf, words } from "../src/words.ts";

/** The paths of all texts with what they are: text, or function of so many parameters. */
function shape(texts: object, path = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) => {
    const at = `${path}.${key}`;
    if (typeof value === "object") return shape(value, at);
    return typeof value === "function" ? `${at}(${value.length})` : at;
  });
}

test("both languages have the same texts", () => {
  assert.deepEqual(shape(deTexts).sort(), shape(enTexts).sort());
});

test("no text is empty but the note that is meant to be", () => {
  const empty = (texts: object): string[] =>
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "object" ? empty(value) : value === "" ? [key] : [],
    );
  assert.deepEqual([empty(enTexts), empty(deTexts)], [["because"], ["because"]]);
});

test("the page names only texts that there are", () => {
  const page = readFileSync(new URL("../index.html", import.meta.url), "utf8");
  const named = [...page.matchAll(/data-text="([\w.]+)"/g)].map(([, path = ""]) => `.${path}`);
  assert.ok(named.length > 10);
  for (const path of named) assert.ok(shape(enTexts).includes(path), path);
});

const moments: [Date, string, string][] = [
  [new Date(2026, 5, 6, 23, 30), "a Saturday evening", "einen Samstagabend"],
  [new Date(2026, 5, 7, 0, 30), "a Sunday night", "eine Sonntagnacht"],
  [new Date(2026, 5, 8, 6, 0), "a Monday morning", "einen Montagmorgen"],
  [new Date(2026, 5, 9, 12, 0), "a Tuesday afternoon", "einen Dienstagnachmittag"],
];

for (const [time, en, de] of moments) {
  test(`the moment “${en}”`, () => {
    assert.deepEqual([enTexts.moment(time), deTexts.moment(time)], [en, de]);
  });
}

test("counts have their plurals", () => {
  assert.match(enTexts.said.withdrawn(1), /1 record deleted/);
  assert.match(enTexts.said.withdrawn(2), /2 records deleted/);
  assert.match(deTexts.said.withdrawn(1), /1 Eintrag /);
  assert.match(deTexts.said.forgotten(1234), /1.234 Einträge/);
});

const reasons: [Contribution, string, string][] = [
  [
    { kind: "item", event: "view", item: "a", title: "Alien", score: 5 },
    "Because you looked at Alien",
    "Weil Sie Alien angesehen haben",
  ],
  [
    { kind: "item", event: "watchlist", item: "a", title: "Alien", score: 5 },
    "Because you saved Alien",
    "Weil Sie Alien auf die Merkliste gesetzt haben",
  ],
  [
    { kind: "attribute", field: "category", value: "Comedy", score: 5 },
    "Fits your taste: Comedy",
    "Passt zu Ihrem Geschmack: Komödie",
  ],
  [
    { kind: "attribute", field: "era", value: "1980s", score: -5 },
    "Less to your taste: 1980s",
    "Weniger Ihr Geschmack: 1980er-Jahre",
  ],
  [
    { kind: "popularity", score: 5 },
    "Popular with the simulated visitors",
    "Beliebt bei den simulierten Besuchern",
  ],
];

for (const [reason, en, de] of reasons) {
  test(`the reason “${en}”`, () => {
    assert.deepEqual([wordsOf(reason, words.en.reasons), wordsOf(reason, words.de.reasons)], [en, de]);
  });
}

test("every purpose that the pack declares has words in both languages", () => {
  const config = readFileSync(new URL("../train.yaml", import.meta.url), "utf8");
  const ids = [...config.matchAll(/- id: (\w+)/g)].map(([, id = ""]) => id);
  assert.deepEqual(ids, ["looks", "taste"]);
  for (const id of ids) {
    for (const { purposes } of Object.values(words)) {
      const { title, benefit, text } = purposes[id] ?? {};
      assert.ok(title && benefit && text, id);
    }
  }
});

test("genres have German names", () => {
  assert.deepEqual(
    [nameOf("Adventure", "de"), nameOf("Adventure", "en"), nameOf("Drama", "de")],
    ["Abenteuer", "Adventure", "Drama"],
  );
});
