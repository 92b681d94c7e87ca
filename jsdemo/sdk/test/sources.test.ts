// What open() says when pack or module cannot be had: an error of its kind, with a code, whatever the source was.
import assert from "node:assert/strict";
import { test } from "vitest";
import { type HearthError, LoadError, open, PackError } from "../src/index.js";
import { bytesOf } from "../src/runtime/sources.js";

const pack = new Uint8Array(8);
const failed = () => Promise.reject(new TypeError("Failed to fetch"));
const broken = () =>
  new Response(new ReadableStream({ pull: (stream) => stream.error(new TypeError("network error")) }));
const page = () => new Response("<!doctype html>");
const missing = () => new Response("", { status: 404 });

const sources: [string, () => Promise<Response> | Response, string][] = [
  ["a request that fails", failed, "fetch"],
  ["a transfer that breaks off", broken, "fetch"],
  ["an answer of 404", missing, "fetch"],
  ["an HTML page", page, "html"],
  ["a number", () => 7 as unknown as Response, "source"],
];

for (const [name, source, code] of sources) {
  test(`open refuses ${name} as the module`, async () => {
    await assert.rejects(open({ pack, wasm: source() }), is(LoadError, code));
  });
  test(`open refuses ${name} as the pack`, async () => {
    await assert.rejects(open({ pack: source() }), is(PackError, code));
  });
}

test("a pack's URL that nobody answers is a PackError", async () => {
  await assert.rejects(bytesOf("http://127.0.0.1:1/films.pack", "pack"), is(PackError, "fetch"));
});

function is(kind: typeof LoadError | typeof PackError, code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof kind, String(error));
    assert.equal((error as HearthError).code, code);
    return true;
  };
}
