// Tests of the search for markers: each coding alone, codings in codings, and what it must not find.
import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { findMarkers, leaks } from "../egress.mjs";

const marker = "the-wild-bunch-1969";
const base64 = (text) => Buffer.from(text).toString("base64");
const hex = (text) => Buffer.from(text).toString("hex");

/** The codings in which a marker is found, all with one marker. */
function codings(bytes, wanted = marker) {
  const found = findMarkers(bytes, [wanted, "another-marker"]);
  assert.ok(found.every((finding) => finding.marker === wanted));
  return found.map(({ coding }) => coding);
}

/** @type {[name: string, bytes: string | Uint8Array, coding: string][]} */
const cases = [
  ["in a text", `{"item":"${marker}"}`, "raw"],
  ["in other letters", `x${marker.toUpperCase()}x`, "raw"],
  ["alone", marker, "raw"],
  ["percent-encoded in part", "q=the%2Dwild-bunch%2d1969", "url"],
  ["percent-encoded all", `q=${[...marker].map((c) => `%${c.charCodeAt(0).toString(16)}`).join("")}`, "url"],
  ["in UTF-16", Buffer.from(`a${marker}`, "utf16le"), "utf-16"],
  ["escaped as in JSON", `"${[...marker].map((c) => `\\u00${hex(c)}`).join("")}"`, "json"],
  ["base64, alignment 0", `d=${base64(marker)}`, "base64"],
  ["base64, alignment 1", `d=${base64(`x${marker}y`)}`, "base64"],
  ["base64, alignment 2", `d=${base64(`xy${marker}yz`)}`, "base64"],
  ["base64 for URLs", `/${Buffer.from(`??>>${marker}~~~`).toString("base64url")}`, "base64"],
  ["base64 that letters go before", `data${base64(marker)}`, "base64"],
  ["hexadecimal", `/x/${hex(marker)}`, "hex"],
  ["hexadecimal in capitals after a digit", `1${hex(marker).toUpperCase()}`, "hex"],
  ["gzip", gzipSync(marker), "gzip"],
  [
    "gzip in a multipart body",
    Buffer.concat([Buffer.from("--boundary\r\n\r\n"), gzipSync(marker), Buffer.from("\r\n--boundary--")]),
    "gzip",
  ],
  ["deflate", deflateSync(marker), "deflate"],
  ["deflate without a header", deflateRawSync(marker), "deflate-raw"],
  ["brotli", brotliCompressSync(marker), "brotli"],
  ["gzip in base64", `body=${gzipSync(marker).toString("base64")}`, "base64 gzip"],
  ["base64 percent-encoded", `d=${encodeURIComponent(`${base64(`?>${marker}`)}==`)}`, "url base64"],
  ["hexadecimal in base64 in gzip", gzipSync(base64(hex(marker))), "gzip base64 hex"],
];

for (const [name, bytes, coding] of cases)
  test(`a marker is found: ${name}`, () => {
    assert.ok(codings(bytes).includes(coding), `found as ${codings(bytes)}`);
  });

test("a marker with spaces, signs and accents is found raw, percent-encoded, as a form has it, and in base64", () => {
  const odd = "Quijotesco & Söhne?";
  for (const [text, coding] of [
    [odd, "raw"],
    [encodeURIComponent(odd), "url"],
    [new URLSearchParams({ odd }).toString(), "url"],
    [base64(odd), "base64"],
  ])
    assert.ok(codings(text ?? "", odd).includes(coding ?? ""), text);
});

test("nothing is found where there is nothing", () => {
  for (const bytes of ["", "x", "the-wild-bunch", gzipSync("the wild bunch"), base64("wild-bunch-1969")])
    assert.deepEqual(codings(bytes), []);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => codings(bytes).length === 0),
    { numRuns: 50 },
  );
});

test("any marker is found in any surroundings in base64, hexadecimal digits and gzip", () => {
  const word = fc.stringMatching(/^[a-z0-9-]{8,40}$/);
  fc.assert(
    fc.property(word, fc.string(), fc.string(), (wanted, before, after) => {
      const text = before + wanted + after;
      for (const coded of [text, base64(text), hex(text), gzipSync(text), `?q=${encodeURIComponent(text)}`])
        if (findMarkers(coded, [wanted]).length === 0) return false;
      return true;
    }),
    { numRuns: 100 },
  );
});

test("leaks say where", () => {
  const pieces = [
    { where: "GET /", parts: ["/", "accept: */*"] },
    { where: "POST /log", parts: ["/log", gzipSync(marker)] },
  ];
  assert.deepEqual(leaks(pieces, [marker]), [{ where: "POST /log", marker, coding: "gzip" }]);
});
