// Calls the module that selftest.sh built from testdata/guest and checks every answer: node call.mjs FILE.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const MiB = 1 << 20;
const module = new WebAssembly.Module(readFileSync(process.argv[2]));

function start() {
  const guest = new WebAssembly.Instance(module, {}).exports;
  guest._initialize();
  return guest;
}

const traps = (call, message) => assert.throws(call, (error) => error instanceof WebAssembly.RuntimeError && message.test(error.message));

assert.deepEqual(WebAssembly.Module.imports(module), []);
assert.deepEqual(
  WebAssembly.Module.exports(module).map((e) => e.name).sort(),
  ["_initialize", "hearth_add", "hearth_at", "hearth_best", "hearth_failed", "hearth_nil", "hearth_panic",
    "hearth_recurse", "hearth_reserve", "hearth_square", "memory"],
);

// An export called before _initialize traps; calling _initialize runs the package initialisers.
traps(() => new WebAssembly.Instance(module, {}).exports.hearth_square(7), /unreachable/);
assert.equal(start().hearth_square(7), 49);

// Heap, sort, errors.
const guest = start();
assert.equal(guest.hearth_failed(), 0);
assert.equal(guest.hearth_best(), 0);
assert.equal(guest.hearth_failed(), "guest: no items".length);
for (let id = 1; id <= 100_000; id++) guest.hearth_add(id, BigInt((id * 7919) % 100_003));
let top = 1;
for (let id = 1; id <= 100_000; id++) if ((id * 7919) % 100_003 > (top * 7919) % 100_003) top = id;
assert.equal(guest.hearth_best(), top);

// Memory starts at 1 MiB and doubles.
const grown = start();
assert.equal(grown.memory.buffer.byteLength, MiB);
assert.equal(grown.hearth_reserve(100 * MiB), 100 * MiB);
assert.equal(grown.memory.buffer.byteLength, 128 * MiB);

// Faults are traps.
traps(() => start().hearth_at(3), /unreachable/);
traps(() => start().hearth_nil(), /unreachable/);
traps(() => start().hearth_panic(), /unreachable/);
traps(() => start().hearth_reserve(3_000_000_000), /unreachable/);

// The stack holds 128 KiB; past it the access is out of bounds, never a silent overwrite.
assert.equal(typeof start().hearth_recurse(1900), "number");
traps(() => start().hearth_recurse(100_000), /out of bounds/);
