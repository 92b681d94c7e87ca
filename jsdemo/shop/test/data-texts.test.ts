// Tests that the pages of data, privacy and development say the same in both languages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { vocabularies } from "../src/own/vocabulary.ts";
import { type Text, Words } from "../src/own/words.ts";
import { dataTexts } from "../src/views/data.texts.ts";
import { developersTexts } from "../src/views/developers.texts.ts";
import { privacyTexts } from "../src/views/privacy.texts.ts";

const forms = (text: Text) => (typeof text === "string" ? [text] : [text.one, text.other]);
const braces = (text: Text) => new Set(forms(text).flatMap((form) => form.match(/\{\w+\}/g) ?? []));

for (const [name, { en, de }] of Object.entries({ dataTexts, developersTexts, privacyTexts })) {
  test(`${name}: both languages have the same keys, parameters and plurals`, () => {
    assert.deepEqual(Object.keys(de), Object.keys(en));
    for (const [key, text] of Object.entries(en) as [never, Text][]) {
      assert.deepEqual(braces(de[key]), braces(text), key);
      assert.equal(typeof de[key], typeof text, key);
      for (const form of [...forms(text), ...forms(de[key])]) assert.ok(form.trim().length > 0, key);
    }
  });
}

test("vocabularies have the same names in both languages", () => {
  for (const { en, de } of vocabularies) assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
});

test("words put in numbers, plurals and a true minus", () => {
  const texts = { en: { a: { one: "{n} event", other: "{n} events" } }, de: { a: "{n}" } };
  const [en, de] = [new Words("en", texts), new Words("de", texts)];
  assert.equal(en.t("a", { n: 1 }), "1 event");
  assert.equal(en.t("a", { n: 1234 }), "1,234 events");
  assert.equal(de.t("a", { n: 1234 }), "1.234");
  assert.equal(en.share(-0.25), "−25%");
  assert.equal(en.size(999), "999 bytes");
  assert.equal(en.size(139_589), "139.6 kB");
  assert.equal(de.ms(0.4567), "0,46 ms");
});
