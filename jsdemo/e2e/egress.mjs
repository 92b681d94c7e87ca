// Searches what leaves a browser, and what it keeps, for a person's markers: raw, coded in the usual ways, and packed.
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";

/** How many codings may lie around a marker, such as base64 of gzip of hexadecimal digits. */
const depth = 3;
/** Bytes that one unpacking may give; a bomb is none of ours. */
const most = 64 << 20;

/** @typedef {{ marker: string, coding: string }} Finding a marker and the codings around it, the outermost first */

/**
 * Finds markers in bytes: in any letter case, in UTF-8 and UTF-16, percent-encoded, in base64 at any alignment (also that for URLs),
 * in hexadecimal digits, escaped as in JSON, and inside gzip, deflate and brotli, in any order three deep.
 * @param {Uint8Array | string} bytes
 * @param {readonly string[]} markers of eight characters or more, lest chance find them
 * @returns {Finding[]} each marker once for each coding
 */
export function findMarkers(bytes, markers) {
  const found = new Map();
  const wanted = markers.map((marker) => [marker, Buffer.from(marker.toLowerCase()).toString("latin1")]);
  for (const [coding, view] of views(Buffer.from(bytes), "raw", depth, new Set())) {
    const text = lower(view);
    for (const [marker = "", form = ""] of wanted)
      if (text.includes(form)) found.set(`${marker} ${coding}`, { marker, coding });
  }
  return [...found.values()];
}

/** Latin-1 text of bytes with ASCII letters in lower case, so that markers in UTF-8 keep their other bytes. */
function lower(bytes) {
  return bytes.toString("latin1").replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The bytes, and what they hold when they are taken for some coding. */
function* views(bytes, name, left, seen) {
  const key = bytes.toString("latin1");
  if (bytes.length < 8 || seen.has(key)) return;
  seen.add(key);
  yield [name, bytes];
  if (left === 0) return;
  for (const [coding, decoded] of decodings(bytes, key))
    yield* views(decoded, name === "raw" ? coding : `${name} ${coding}`, left - 1, seen);
}

function* decodings(bytes, text) {
  if (text.includes("%")) yield ["url", percent(text)];
  if (text.includes("\\u")) yield ["json", Buffer.from(text.replace(/\\u([0-9a-f]{4})/gi, unescaped))];
  if (text.includes("\0")) yield ["utf-16", Buffer.from(text.replaceAll("\0", ""), "latin1")];
  yield* runs(text, /[0-9a-f]{16,}/gi, "hex", 2);
  yield* runs(text.replaceAll("-", "+").replaceAll("_", "/"), /[a-z0-9+/]{11,}/gi, "base64", 4);
  yield* unpacked(bytes);
}

const unescaped = (_, digits) => String.fromCharCode(Number.parseInt(digits, 16));

/** Percent-encoding undone byte by byte, with + as a space. */
function percent(text) {
  const plain = text.replaceAll("+", " ");
  const bytes = plain.replace(/%([0-9a-f]{2})/gi, unescaped);
  return Buffer.from(bytes, "latin1");
}

/** Each run of a coding's letters, decoded from each of the places at which a group may begin. */
function* runs(text, letters, coding, group) {
  for (const [run] of text.matchAll(letters))
    for (let at = 0; at < group; at++)
      yield [coding, Buffer.from(run.slice(at), /** @type {BufferEncoding} */ (coding))];
}

const packings = {
  gzip: gunzipSync,
  deflate: inflateSync,
  "deflate-raw": inflateRawSync,
  brotli: brotliDecompressSync,
};

/** What a gzip stream begins with, and how long its header is where no flag is set, as browsers write it. */
const gzipMagic = "\x1f\x8b\x08\0";
const gzipHeader = 10;

/** The bytes unpacked from their beginning, and from wherever a gzip stream begins, whatever follows it. */
function* unpacked(bytes) {
  for (const [name, unpack] of Object.entries(packings)) yield* attempt(name, unpack, bytes);
  for (let at = bytes.indexOf(gzipMagic, 0, "latin1"); at >= 0; at = after(bytes, at))
    yield* attempt("gzip", inflateRawSync, bytes.subarray(at + gzipHeader));
}

function after(bytes, at) {
  return bytes.indexOf(gzipMagic, at + 1, "latin1");
}

function* attempt(name, unpack, bytes) {
  try {
    yield [name, unpack(bytes, { maxOutputLength: most })];
  } catch {
    // not packed in this way
  }
}

/**
 * A thing that left the browser or lies in its storage.
 * @typedef {{ where: string, parts: (string | Uint8Array)[] }} Piece
 */

/**
 * The leaks among pieces: where, which marker, in which part and coding.
 * @param {readonly Piece[]} pieces
 * @param {readonly string[]} markers
 */
export function leaks(pieces, markers) {
  return pieces.flatMap(({ where, parts }) =>
    parts.flatMap((part) => findMarkers(part, markers).map((finding) => ({ where, ...finding }))),
  );
}
