// Tests of numbers and weekdays: they are what Intl says.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { figure, partOfDay, weekday } from "../src/figures.ts";

const langs = fc.constantFrom("en" as const, "de" as const);

test("numbers are written as Intl writes them", () => {
  const numbers = fc.oneof(
    fc.nat(),
    fc.nat(99_999_999).map((n) => n / 8),
  ); // eighths are exact, and no half of a tenth but .25, .75
  fc.assert(
    fc.property(numbers, langs, fc.constantFrom(0, 3), (value, lang, decimals) => {
      if (decimals === 0 && !Number.isInteger(value)) return;
      const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
      assert.equal(figure(value, lang, decimals), value.toLocaleString(lang, digits));
    }),
  );
});

test("weekdays have the names that Intl gives them", () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), langs, (time, lang) => {
      assert.equal(weekday(time, lang), time.toLocaleDateString(lang, { weekday: "long" }));
    }),
  );
});

test("the day has four parts of six hours", () => {
  const at = (hour: number) => partOfDay(new Date(2026, 5, 6, hour));
  assert.deepEqual([0, 5, 6, 11, 12, 17, 18, 23].map(at), [
    "night",
    "night",
    "morning",
    "morning",
    "afternoon",
    "afternoon",
    "evening",
    "evening",
  ]);
});
