// Tests of loading: every kind of source, and every way in which a source can be wrong.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, test } from "vitest";
import { EngineError, LoadError, load, ReplyError, TrapError } from "../src/index.ts";
import { type Fake, fakeModule } from "./fake.ts";

const restored = [
  0x92,
  0,
  0x83,
  0xa6,
  ...bytes("events"),
  0,
  0xa6,
  ...bytes("purged"),
  0,
  0xa7,
  ...bytes("unknown"),
  0,
];
const right: Fake = { reply: restored };

function bytes(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function response(body: Uint8Array<ArrayBuffer> | string, type: string, status = 200): Response {
  return new Response(body, { status, headers: { "content-type": type } });
}

const files: Record<string, [string, Uint8Array<ArrayBuffer>]> = {
  "/engine.wasm": ["application/wasm", fakeModule(right)],
  "/octet.wasm": ["application/octet-stream", fakeModule(right)],
  "/": ["text/html; charset=utf-8", Uint8Array.from(bytes("<!doctype html><title>Shop</title>"))],
};

const server = createServer((request, reply) => {
  const found = files[request.url ?? ""];
  reply.writeHead(found ? 200 : 404, { "content-type": found?.[0] ?? "text/plain" });
  reply.end(found?.[1]);
});
let origin = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const directory = mkdtempSync(join(tmpdir(), "hearth-sdk-"));
const file = pathToFileURL(join(directory, "engine.wasm"));
writeFileSync(file, fakeModule(right));

const sources: [string, () => Parameters<typeof load>[0]][] = [
  ["bytes", () => fakeModule(right)],
  ["an ArrayBuffer", () => fakeModule(right).buffer],
  ["a DataView", () => new DataView(fakeModule(right).buffer)],
  ["a compiled module", () => new WebAssembly.Module(fakeModule(right))],
  ["a response", () => response(fakeModule(right), "application/wasm")],
  ["a promise of a response", () => Promise.resolve(response(fakeModule(right), "Application/WASM; x=y"))],
  ["a response of another type", () => response(fakeModule(right), "application/octet-stream")],
  ["a URL", () => new URL(`${origin}/engine.wasm`)],
  ["a string", () => `${origin}/octet.wasm`],
  ["a file", () => file],
];

for (const [name, source] of sources) {
  test(`load takes ${name}`, async () => {
    const engine = await load(source());
    assert.deepEqual(engine.restore().held, { events: 0, purged: 0, unknown: 0 });
  });
}

test("an engine's module makes another engine", async () => {
  const first = await load(fakeModule(right));
  const second = await load(first.module);
  assert.notEqual(first, second);
  assert.equal(first.module, second.module);
});

const wrong: [string, () => unknown, string, RegExp][] = [
  ["an HTML page", () => `${origin}/`, "html", /is an HTML page \(text\/html; charset=utf-8\)/],
  [
    "an HTML page under a wrong type",
    () => response("\n <html>", "application/octet-stream"),
    "html",
    /HTML/,
  ],
  ["HTML bytes", () => Uint8Array.from(bytes("<!doctype html>")), "html", /HTML/],
  ["another file", () => response("{}", "application/json"), "not_wasm", /application\/json/],
  ["no bytes", () => new Uint8Array(0), "not_wasm", /not WebAssembly/],
  ["a page that is not there", () => `${origin}/nowhere.wasm`, "fetch", /404/],
  ["a server that is not there", () => "http://127.0.0.1:1/engine.wasm", "fetch", /cannot fetch/],
  ["a request that fails", () => fetch("http://127.0.0.1:1/engine.wasm"), "fetch", /cannot fetch the module/],
  ["a file that is not there", () => new URL("none.wasm", file), "fetch", /cannot read/],
  ["a damaged module", () => fakeModule(right).subarray(0, 60), "compile", /does not compile/],
  [
    "a damaged stream",
    () => response(fakeModule(right).subarray(0, 60), "application/wasm"),
    "compile",
    /compile/,
  ],
  ["a module that imports", () => fakeModule({ ...right, imports: "send" }), "imports", /env\.send/],
  ["another ABI", () => fakeModule({ ...right, abi: 2 }), "abi", /version 2, this SDK needs 1/],
  [
    "a module without rank",
    () => fakeModule({ ...right, without: ["hearth_rank"] }),
    "exports",
    /hearth_rank/,
  ],
  ["a module without memory", () => fakeModule({ ...right, without: ["memory"] }), "exports", /memory/],
  ["a number", () => 7, "source", /takes a URL/],
];

for (const [name, source, code, message] of wrong) {
  test(`load refuses ${name}`, async () => {
    await assert.rejects(
      async () => load(source() as Parameters<typeof load>[0]),
      (error) => error instanceof LoadError && error.code === code && message.test(error.message),
    );
  });
}

test("the error for a fallback page has a hint", async () => {
  await assert.rejects(load(`${origin}/`), { hint: /path is probably wrong/ });
});

test("a trap ends the engine", async () => {
  const engine = await load(fakeModule({ trap: true }));
  assert.throws(
    () => engine.restore(),
    (error) => error instanceof TrapError && error.cause instanceof WebAssembly.RuntimeError,
  );
  assert.throws(() => engine.restore(), { code: "trap", message: "restore: the module trapped" });
  await assert.rejects(engine.openPack(new Uint8Array(4)), TrapError);
});

test("replies are read from memory that grew in the call", async () => {
  const engine = await load(fakeModule({ ...right, grow: true }));
  for (let i = 0; i < 3; i++) assert.equal(engine.restore().held.events, 0);
});

test("a module without room for the request", async () => {
  const engine = await load(fakeModule({ ...right, buffer: 0 }));
  assert.throws(() => engine.restore(), {
    code: "too_large",
    message: /^restore: \d+ bytes are above the cap/,
  });
  await assert.rejects(engine.openPack(new Uint8Array(4)), { code: "too_large" });
});

const replies: [string, number[], RegExp][] = [
  ["no array", [0x00], /status, body/],
  ["one element", [0x91, 0], /status, body/],
  ["an unknown status", [0x92, 2, 0xc0], /status 2/],
  ["damaged bytes", [0x92, 0], /too early/],
];

for (const [name, reply, message] of replies) {
  test(`a reply of ${name} is an error`, async () => {
    const engine = await load(fakeModule({ reply }));
    assert.throws(
      () => engine.restore(),
      (error) => error instanceof ReplyError && message.test(error.message),
    );
  });
}

test("an error reply becomes an EngineError with its place", async () => {
  const place = [0xa6, ...bytes("offset"), 0xcd, 4, 0xb4, 0xa7, ...bytes("section"), 0xa5, ...bytes("items")];
  const reply = [0x92, 1, 0x83, 0xa4, ...bytes("code"), 0xa9, ...bytes("truncated"), ...place];
  const engine = await load(fakeModule({ reply }));
  await assert.rejects(engine.openPack(new Uint8Array(4)), (error) => {
    assert.ok(error instanceof EngineError);
    assert.equal(error.message, "pack_open: section items: offset 1204: ends too early");
    assert.deepEqual(
      [error.code, error.offset, error.section, error.path],
      ["truncated", 1204, "items", undefined],
    );
    return true;
  });
});
