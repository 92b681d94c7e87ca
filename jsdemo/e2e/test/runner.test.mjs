// Tests of the trace runner and the WASI shim in Node, with the committed module.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runInNode, traceFiles } from "../conformance.mjs";
import { difference, runTrace } from "../trace-runner.mjs";
import { Exit, wasiShim } from "../wasi-shim.mjs";

const engine = fileURLToPath(new URL("../../../wasm/engine.wasm", import.meta.url));
const module = await WebAssembly.compile(readFileSync(engine));
const noPack = async () => new Uint8Array(0);
const base64 = (...bytes) => Buffer.from(bytes).toString("base64");

/** {"now": 1} in MessagePack, and the module's answer to it before a person is restored. */
const request = base64(0x81, 0xa3, 0x6e, 0x6f, 0x77, 1);
const reply = base64(
  ...[0x92, 1, 0x82, 0xa4, ...Buffer.from("code"), 0xa9, ...Buffer.from("no_device")],
  ...[0xa6, ...Buffer.from("offset"), 0xff],
);
const good = { op: "stats", in: request, out: reply };

test("a trace whose replies agree passes", async () => {
  assert.equal(await runTrace(module, { name: "stats", steps: [good, good] }, noPack), undefined);
});

/** @type {[string, import("../trace-runner.mjs").Step[], RegExp][]} */
const faults = [
  [
    "another byte",
    [{ ...good, out: `${reply.slice(0, 4)}${reply[4] === "A" ? "B" : "A"}${reply.slice(5)}` }],
    /step 0 \(stats\): byte/,
  ],
  [
    "a longer reply",
    [good, { ...good, out: base64(...Buffer.from(reply, "base64"), 0) }],
    /step 1 .*want 00/,
  ],
  ["no reply expected", [{ op: "stats", in: request }], /want the end/],
  ["an operation that is not there", [{ op: "send", in: request, out: reply }], /no such operation/],
  ["an empty pack", [{ op: "pack_begin", file: "none.pack" }], /no room for a pack of 0 bytes/],
  ["a size that is not refused", [{ op: "pack_begin", size: 64, refused: true }], /not refused/],
  ["no steps", [], /no steps/],
];

for (const [name, steps, message] of faults) {
  test(`a trace with ${name} fails`, async () => {
    assert.match((await runTrace(module, { name: "", steps }, noPack)) ?? "", message);
  });
}

test("sizes above the cap are refused", async () => {
  const steps = [0, 2 ** 26 + 1, 2 ** 32 - 1].map((size) => ({ op: "pack_begin", size, refused: true }));
  assert.equal(await runTrace(module, { name: "", steps }, noPack), undefined);
});

test("difference names the first byte", () => {
  assert.equal(difference(Uint8Array.of(1, 2), Uint8Array.of(1, 2)), undefined);
  assert.match(difference(Uint8Array.of(1, 2), Uint8Array.of(1, 3)) ?? "", /byte 1 .* got 02 .* want 03/);
  assert.match(difference(Uint8Array.of(1), Uint8Array.of(1, 3)) ?? "", /got the end/);
});

test("a directory of traces is run in order, and a trap is a fault", async () => {
  const directory = mkdtempSync(join(tmpdir(), "hearth-traces-"));
  writeFileSync(
    join(directory, "b.trace.json"),
    JSON.stringify({ name: "b", steps: [{ op: "pack_begin", file: "../x.pack" }] }),
  );
  writeFileSync(join(directory, "a.trace.json"), JSON.stringify({ name: "a", steps: [good] }));
  writeFileSync(join(directory, "notes.txt"), "no trace");
  assert.deepEqual(traceFiles(directory), ["a.trace.json", "b.trace.json"]);
  const [a, b] = await runInNode(engine, directory);
  assert.equal(a?.fault, undefined);
  assert.match(b?.fault ?? "", /lies outside/);
});

test("the command fails when there is nothing to run", () => {
  const directory = mkdtempSync(join(tmpdir(), "hearth-none-"));
  const runner = fileURLToPath(new URL("../conformance.mjs", import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [runner, "--host", "node", "--traces", directory], {
    encoding: "utf8",
  });
  assert.equal(stdout, "node: 0 passed, 0 failed\n");
  assert.equal(status, 1);
});

function shim() {
  const memory = new WebAssembly.Memory({ initial: 1 });
  return { wasi: wasiShim(() => memory), view: new DataView(memory.buffer) };
}

test("the shim's clock stands still", () => {
  const { wasi, view } = shim();
  assert.equal(wasi.clock_time_get?.(0, 0n, 8), 0);
  const first = view.getBigUint64(8, true);
  wasi.clock_time_get?.(1, 0n, 8);
  assert.equal(view.getBigUint64(8, true), first);
  assert.ok(first > 0n);
});

test("the shim's random bytes are the same in every instance and not all alike", () => {
  const draw = () => {
    const { wasi, view } = shim();
    wasi.random_get?.(16, 64);
    return [...new Uint8Array(view.buffer, 16, 64)];
  };
  assert.deepEqual(draw(), draw());
  assert.ok(new Set(draw()).size > 32);
});

test("the shim answers every subscription of a poll", () => {
  const { wasi, view } = shim();
  for (const i of [0, 1]) {
    view.setBigUint64(1024 + 48 * i, 70n + BigInt(i), true);
    view.setUint8(1024 + 48 * i + 8, i);
  }
  assert.equal(wasi.poll_oneoff?.(1024, 2048, 2, 4096), 0);
  assert.equal(view.getUint32(4096, true), 2);
  for (const i of [0, 1]) {
    assert.equal(view.getBigUint64(2048 + 32 * i, true), 70n + BigInt(i));
    assert.equal(view.getUint16(2048 + 32 * i + 8, true), 0);
    assert.equal(view.getUint8(2048 + 32 * i + 10), i);
  }
});

test("the shim has no arguments, no environment and two descriptors", () => {
  const { wasi, view } = shim();
  view.setUint32(0, 9, true);
  assert.equal(wasi.args_sizes_get?.(0, 4), 0);
  assert.equal(view.getUint32(0, true), 0);
  assert.equal(wasi.environ_sizes_get?.(0, 4), 0);
  assert.equal(wasi.fd_write?.(3, 0, 0, 8), 8);
  assert.equal(wasi.fd_write?.(2, 0, 0, 8), 0);
  assert.throws(() => wasi.proc_exit?.(2), Exit);
});
