// Tests of the addresses of pages: what is read is what was written, and nothing else names a page.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Address, format, nearest, pages, parse } from "../src/address.ts";

const read: [string, Partial<Address> | undefined][] = [
  ["", { page: "home", rest: "" }],
  ["#", { page: "home", rest: "" }],
  ["#/", { page: "home", rest: "" }],
  ["#/film/alien-1979", { page: "film", rest: "alien-1979" }],
  ["#/search/dark%20comedy?lang=de", { page: "search", rest: "dark comedy", lang: "de" }],
  ["#/search/50%", { page: "search", rest: "50%" }],
  ["#/data", { page: "data", rest: "" }],
  ["#/lab?lang=fr", { page: "lab", rest: "", lang: undefined }],
  ["#/search/who?lang=en", { page: "search", rest: "who", lang: "en" }],
  ["#main", undefined],
  ["#/nothing", undefined],
  ["#/__proto__", undefined],
];

for (const [hash, address] of read) {
  test(`the address “${hash}”`, () => {
    const found = parse(hash);
    assert.deepEqual(found && { ...found }, address && { lang: undefined, ...address });
  });
}

test("links", () => {
  assert.equal(format({ page: "home" }), "#/");
  assert.equal(format({ page: "home", lang: "de" }), "#/?lang=de");
  assert.equal(format({ page: "film", rest: "alien-1979" }), "#/film/alien-1979");
  assert.equal(format({ page: "search", rest: "a/b?c", lang: "en" }), "#/search/a%2Fb%3Fc?lang=en");
});

test("what is written is read again", () => {
  const parts = {
    page: fc.constantFrom(...pages),
    rest: fc.string({ unit: "grapheme" }),
    lang: fc.constantFrom("en" as const, "de" as const, undefined),
  };
  const address = fc.record(parts, { noNullPrototype: true });
  fc.assert(fc.property(address, (a) => assert.deepEqual(parse(format(a)), a)));
});

test("the nearest language", () => {
  for (const tag of ["de", "de-AT", "DE"]) assert.equal(nearest(tag), "de");
  for (const tag of ["en", "fr", "den", ""]) assert.equal(nearest(tag), "en");
});
