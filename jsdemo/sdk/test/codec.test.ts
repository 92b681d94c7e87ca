// Tests of the MessagePack codec: exact bytes, limits, and properties over random values.

import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { type Decoded, decode } from "../src/decode.ts";
import { type Encodable, encode } from "../src/encode.ts";
import { EngineError, ReplyError } from "../src/errors.ts";

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function unhex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "hex"));
}

/** The least number of bytes that MessagePack has for an integer. */
function shortest(n: number): number {
  if (n >= -32 && n < 128) return 1;
  const limits: [number, number, number][] = [
    [-(2 ** 7), 2 ** 8, 2],
    [-(2 ** 15), 2 ** 16, 3],
    [-(2 ** 31), 2 ** 32, 5],
  ];
  return limits.find(([low, high]) => n >= low && n < high)?.[2] ?? 9;
}

const value = fc.letrec<{ any: Encodable }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: "grapheme" }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie("any"), { maxLength: 20 }),
    fc.dictionary(fc.string({ unit: "grapheme" }), tie("any"), { maxKeys: 20, noNullPrototype: false }),
  ),
})).any;

const known: [string, Encodable, string][] = [
  ["nil", null, "c0"],
  ["true", true, "c3"],
  ["zero", 0, "00"],
  ["largest fixint", 127, "7f"],
  ["uint8", 128, "cc80"],
  ["uint16", 256, "cd0100"],
  ["uint32", 65536, "ce00010000"],
  ["uint64", 2 ** 53 - 1, "cf001fffffffffffff"],
  ["negative fixint", -32, "e0"],
  ["int8", -33, "d0df"],
  ["int16", -129, "d1ff7f"],
  ["int32", -32769, "d2ffff7fff"],
  ["int64", -(2 ** 53 - 1), "d3ffe0000000000001"],
  ["text", "é", "a2c3a9"],
  ["text of 32 bytes", "a".repeat(32), `d920${"61".repeat(32)}`],
  ["bytes", new Uint8Array([1, 2]), "c4020102"],
  ["array", [1, "a"], "9201a161"],
  ["keys in ascending order", { b: 1, a: 2 }, "82a16102a16201"],
  ["undefined is left out", { b: undefined, a: 2 }, "81a16102"],
];

for (const [name, input, bytes] of known) {
  test(`encode: ${name}`, () => {
    assert.equal(hex(encode(input, "rank")), bytes);
  });
}

const refused: [string, unknown, string, string][] = [
  ["a fraction", { n: 1.5 }, "range", "n"],
  ["NaN", { a: [0, Number.NaN] }, "range", "a[1]"],
  ["beyond 2⁵³", { a: { b: 2 ** 53 } }, "range", "a.b"],
  ["half a surrogate pair", { items: ["ok", "\ud800"] }, "utf8", "items[1]"],
  ["half a surrogate pair in a key", { context: { "\udc00": "x" } }, "utf8", "context.\udc00"],
  ["a function", { f: () => 1 }, "type", "f"],
  ["a date", { d: new Date(0) }, "type", "d"],
  ["a bigint", { d: 1n }, "type", "d"],
];

for (const [name, input, code, path] of refused) {
  test(`encode refuses ${name}`, () => {
    assert.throws(
      () => encode(input as Encodable, "rank"),
      (error) => error instanceof EngineError && error.code === code && error.path === path,
    );
  });
}

test("encode: long strings, byte strings, arrays and maps take the wider heads", () => {
  assert.equal(hex(encode("a".repeat(256), "rank")).slice(0, 6), "da0100");
  assert.equal(hex(encode("a".repeat(65536), "rank")).slice(0, 10), "db00010000");
  assert.equal(hex(encode(new Uint8Array(256), "rank")).slice(0, 6), "c50100");
  assert.equal(hex(encode(new Uint8Array(65536), "rank")).slice(0, 10), "c600010000");
  assert.equal(hex(encode(new Array(16).fill(0), "rank")).slice(0, 6), "dc0010");
  assert.equal(hex(encode(new Array(65536).fill(0), "rank")).slice(0, 10), "dd00010000");
  const map = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`k${i}`, i]));
  assert.equal(hex(encode(map, "rank")).slice(0, 6), "de0010");
});

test("decode(encode(x)) is x", () => {
  fc.assert(
    fc.property(value, (x) => {
      assert.deepEqual(plain(decode(encode(x, "rank"))), plain(x as Decoded));
    }),
  );
});

test("integers take the shortest form", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (n) => {
      assert.equal(encode(n, "rank").length, shortest(n));
    }),
  );
});

test("decode takes longer forms of the same value", () => {
  for (const bytes of [
    "05",
    "cc05",
    "cd0005",
    "ce00000005",
    "cf0000000000000005",
    "d005",
    "d10005",
    `${"d3".padEnd(16, "0")}05`,
  ]) {
    assert.equal(decode(unhex(bytes)), 5, bytes);
  }
  assert.equal(decode(unhex("d90161")), "a");
  assert.deepEqual(decode(unhex("dd0000000101")), [1]);
  assert.deepEqual(plain(decode(unhex("df00000001a16101"))), new Map([["a", 1]]));
});

const damaged: [string, string, RegExp][] = [
  ["nothing", "", /too early/],
  ["a string cut off", "a5616263", /too early/],
  ["a map without its value", "81a161", /too early/],
  ["an array that claims four billion", "ddffffffff", /too early/],
  ["bytes after the end", "0000", /after the end/],
  ["a float", "cb3ff8000000000000", /0xcb/],
  ["an extension", "d40100", /0xd4/],
  ["the reserved tag", "c1", /0xc1/],
  ["not UTF-8", "a1ff", /UTF-8/],
  ["a key that is no string", "8101c0", /key/],
  ["an integer beyond 2⁵³", "cf0020000000000000", /2⁵³/],
  ["seventeen levels", `${"91".repeat(17)}00`, /deep/],
];

for (const [name, bytes, message] of damaged) {
  test(`decode refuses ${name}`, () => {
    assert.throws(() => decode(unhex(bytes)), { name: "ReplyError", message });
  });
}

test("decode of any bytes gives a value or a ReplyError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        decode(bytes);
      } catch (error) {
        assert.ok(error instanceof ReplyError, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

test("every proper prefix of an encoding is refused", () => {
  fc.assert(
    fc.property(value, (x) => {
      const bytes = encode(x, "rank");
      for (let n = 0; n < bytes.length; n++) assert.throws(() => decode(bytes.subarray(0, n)), ReplyError);
    }),
    { numRuns: 50 },
  );
});

test("decoded byte strings are copies", () => {
  const bytes = unhex("c4020102");
  const copy = decode(bytes) as Uint8Array;
  bytes.fill(0);
  assert.deepEqual([...copy], [1, 2]);
});

test("a key called __proto__ is data", () => {
  const decoded = decode(unhex("81a95f5f70726f746f5f5f01")) as { [key: string]: Decoded };
  assert.equal(Object.keys(decoded)[0], "__proto__");
});

/** The same value with ordinary prototypes and without undefined entries. */
function plain(x: Decoded): unknown {
  if (Array.isArray(x)) return x.map(plain);
  if (typeof x !== "object" || x === null || x instanceof Uint8Array)
    return typeof x === "object" && x ? [...x] : x;
  return new Map(
    Object.entries(x)
      .map(([k, v]): [string, unknown] => [k, plain(v)])
      .sort(),
  );
}
