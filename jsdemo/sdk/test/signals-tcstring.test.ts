// Tests of the consent string's reader: against the IAB's own library, on the shared vectors, and on anything at all.

import { TCString } from "@iabtechlabtcf/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readTcString, type TcString, type TcStringFault } from "../src/signals.ts";
import { mint, vectors } from "./signals-fake.ts";

const ids = (max: number) => fc.uniqueArray(fc.integer({ min: 1, max }), { maxLength: 12 });
const said = fc.record({
  purposes: ids(11),
  interests: ids(11),
  vendors: fc.oneof(ids(40), ids(3000)),
  disclosed: fc.oneof(ids(40), ids(3000)),
  features: ids(2),
  publisher: ids(11),
  policy: fc.integer({ min: 2, max: 9 }),
  restrictions: fc.array(
    fc.record({
      purpose: fc.integer({ min: 2, max: 11 }),
      type: fc.constantFrom(0, 1),
      vendor: fc.integer({ min: 1, max: 40 }),
    }),
    { maxLength: 4 },
  ),
});

const sorted = (set: Iterable<number> = []) => [...set].sort((a, b) => a - b);
const flat = (ranges: TcString["vendors"] = []) =>
  ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
const on = (vector: { forEach(each: (value: boolean, id: number) => void): void }) => {
  const list: number[] = [];
  vector.forEach((value, id) => {
    if (value) list.push(id);
  });
  return list;
};

test("it reads what the IAB's library writes as that library reads it", () => {
  fc.assert(
    fc.property(said, (what) => {
      const text = mint(what);
      const model = TCString.decode(text);
      const { tc } = readTcString(text);
      expect(tc).toBeDefined();
      expect(tc?.policyVersion).toBe(what.policy);
      expect(sorted(tc?.purposes)).toEqual(sorted(what.purposes));
      expect(sorted(tc?.specialFeatures)).toEqual(sorted(what.features));
      expect(sorted(tc?.publisherPurposes)).toEqual(sorted(what.publisher));
      expect(flat(tc?.vendors)).toEqual(on(model.vendorConsents));
      expect(flat(tc?.vendors)).toEqual(sorted(what.vendors));
      expect(flat(tc?.disclosed)).toEqual(on(model.vendorsDisclosed));
      const restrictions = model.publisherRestrictions.getRestrictions().map((restriction) => ({
        purpose: restriction.purposeId,
        type: restriction.restrictionType,
        vendors: model.publisherRestrictions.getVendors(restriction),
      }));
      expect(tc?.restrictions.map((r) => ({ ...r, vendors: flat(r.vendors) }))).toEqual(restrictions);
    }),
  );
});

for (const kind of ["tcf22", "tcf23"] as const) {
  const list = vectors(kind);
  if (!list) test.skip(`the vectors ${kind}.json are not here: set HEARTH_VECTORS to their folder's URL`);
  for (const { name, tc: text, expect: wanted } of list ?? []) {
    test(`vector ${kind}: ${name}`, () => {
      const { tc } = readTcString(text);
      expect(tc?.policyVersion).toBe(wanted.policyVersion);
      expect(sorted(tc?.purposes)).toEqual(wanted.purposeConsents);
      expect(sorted(tc?.specialFeatures)).toEqual(wanted.specialFeatureOptins);
      expect(flat(tc?.vendors)).toEqual(wanted.vendorConsents);
      expect(sorted(tc?.publisherPurposes)).toEqual(wanted.publisherConsents);
      expect(tc?.disclosed && flat(tc.disclosed)).toEqual(
        kind === "tcf23" ? wanted.vendorsDisclosed : undefined,
      );
    });
  }
}

/** Writes fields of [value, bits] as a segment. */
function segment(...fields: [value: number, bits: number][]): string {
  const bits = fields.map(([value, width]) => value.toString(2).padStart(width, "0")).join("");
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return (bits.match(/.{1,6}/g) ?? [])
    .map((six) => alphabet[Number.parseInt(six.padEnd(6, "0"), 2)])
    .join("");
}

const good = mint({ purposes: [1, 5], vendors: [52, 755], publisher: [1] });
const [core = "", disclosed = "", publisher = ""] = good.split(".");
const ranges = (max: number, ...entries: [number, number][]) =>
  segment([1, 3], [max, 16], [1, 1], [entries.length, 12], ...entries.flatMap(asRange));
const asRange = ([first, last]: [number, number]): [number, number][] => [
  [1, 1],
  [first, 16],
  [last, 16],
];

const faults: [string, unknown, TcStringFault][] = [
  ["nothing", undefined, "no_string"],
  ["an empty string", "", "no_string"],
  ["an object", { toString: () => good }, "no_string"],
  ["padding", `${core}=.${disclosed}`, "string_alphabet"],
  ["base64 of the other kind", good.replace("C", "+"), "string_alphabet"],
  ["a letter beyond ASCII", `${core}.ä`, "string_alphabet"],
  ["version 1", `B${good.slice(1)}`, "string_version"],
  ["version 3", `D${good.slice(1)}`, "string_version"],
  ["a core that ends early", core.slice(0, 40), "string_truncated"],
  ["an empty segment", `${good}.`, "string_truncated"],
  ["a segment that ends early", `${core}.${disclosed.slice(0, 8)}`, "string_truncated"],
  ["an unknown segment", `${good}.${segment([5, 3], [0, 27])}`, "string_segment"],
  ["a second core", `${core}.${core.replace("C", "A")}`, "string_segment"],
  ["two segments of disclosed vendors", `${good}.${disclosed}`, "string_segment"],
  ["two of the publisher's", `${good}.${publisher}`, "string_segment"],
  ["a range beyond the highest id", `${core}.${ranges(900, [1, 901])}`, "string_vendors"],
  ["a range backwards", `${core}.${ranges(900, [9, 8])}`, "string_vendors"],
  ["vendor 0", `${core}.${ranges(900, [0, 8])}`, "string_vendors"],
];
for (const [name, text, fault] of faults) {
  test(`it refuses ${name}`, () => expect(readTcString(text)).toEqual({ fault }));
}

test("allowed vendors of TCF 2.0 are passed over", () => {
  expect(readTcString(`${good}.${segment([2, 3], [0, 27])}`).tc).toEqual(readTcString(good).tc);
});

test("4,095 ranges of all vendors are read without being written out", () => {
  const all: [number, number][] = Array.from({ length: 4095 }, () => [1, 65535]);
  const start = performance.now();
  expect(readTcString(`${core}.${ranges(65535, ...all)}`).tc?.disclosed?.length).toBe(4095);
  expect(performance.now() - start).toBeLessThan(1000);
});

test("it never throws, whatever it is given", () => {
  const letters = fc.constantFrom(..."CAIYQgw8_-.=+ ä".split(""));
  const mutated = fc
    .tuple(said, fc.nat(), fc.string({ unit: letters, maxLength: 3 }), fc.nat(6))
    .map(([what, at, put, cut]) => {
      const text = mint(what);
      const place = at % text.length;
      return text.slice(0, place) + put + text.slice(place + cut);
    });
  const anything = fc.oneof(
    fc.string(),
    fc.string({ unit: letters, maxLength: 200 }),
    fc.anything(),
    mutated,
  );
  fc.assert(
    fc.property(anything, (text) => {
      const { tc, fault } = readTcString(text);
      expect(tc === undefined).toBe(fault !== undefined);
    }),
    { numRuns: 2000 },
  );
});
