// Runs golden traces through the module and compares every reply to the byte. The same file runs in Node and in the browser.
import { wasiShim } from "./wasi-shim.mjs";

/**
 * One call: a pack_begin with either `file`, a pack beside the trace, or a `size` that must be refused; or the operation
 * `op` with its request and its reply in base64.
 * @typedef {{ op: string, file?: string, size?: number, refused?: boolean, in?: string, out?: string }} Step
 * @typedef {{ name: string, steps: Step[] }} Trace
 */

/**
 * Runs one trace in a fresh instance. Returns nothing when all replies agree, otherwise what does not.
 * @param {WebAssembly.Module} module
 * @param {Trace} trace
 * @param {(file: string) => Promise<Uint8Array>} readPack packs lie beside the trace
 * @returns {Promise<string | undefined>}
 */
export async function runTrace(module, trace, readPack) {
  const exports = await instantiate(module);
  if (trace.steps.length === 0) return "the trace has no steps";
  for (const [i, step] of trace.steps.entries()) {
    const fault = step.op === "pack_begin" ? await packBegin(exports, step, readPack) : call(exports, step);
    if (fault) return `step ${i} (${step.op}): ${fault}`;
  }
  return undefined;
}

/** Instantiates the published module, which imports nothing, or the std-Go build, which needs WASI. */
async function instantiate(module) {
  let instance;
  const shim = wasiShim(() => instance.exports.memory);
  const wasi = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    if (from !== "wasi_snapshot_preview1" || !shim[name])
      throw new Error(`the module imports ${from}.${name}`);
    wasi[name] = shim[name];
  }
  instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi });
  instance.exports._initialize();
  return instance.exports;
}

async function packBegin(exports, step, readPack) {
  if (step.refused)
    return exports.hearth_pack_begin(step.size) === 0 ? undefined : `a size of ${step.size} was not refused`;
  const bytes = await readPack(step.file ?? "");
  const at = exports.hearth_pack_begin(bytes.length) >>> 0;
  if (at === 0) return `no room for a pack of ${bytes.length} bytes`;
  new Uint8Array(exports.memory.buffer).set(bytes, at);
  return undefined;
}

function call(exports, step) {
  const run = exports[`hearth_${step.op}`];
  if (!run) return "the module has no such operation";
  const request = decode(step.in ?? "");
  const at = exports.hearth_in(request.length) >>> 0;
  if (at === 0 && request.length > 0) return `no room for a request of ${request.length} bytes`;
  new Uint8Array(exports.memory.buffer).set(request, at);
  const reply = BigInt.asUintN(64, run(request.length));
  const from = Number(reply >> 32n);
  const got = new Uint8Array(exports.memory.buffer).slice(from, from + Number(reply & 0xffffffffn));
  return difference(got, decode(step.out ?? ""));
}

/** Where two byte strings part, or undefined when they are the same. */
export function difference(got, want) {
  const length = Math.max(got.length, want.length);
  for (let i = 0; i < length; i++) {
    if (got[i] === want[i]) continue;
    return `byte ${i} of the reply: got ${around(got, i)} (${got.length} bytes), want ${around(want, i)} (${want.length} bytes)`;
  }
  return undefined;
}

function around(bytes, i) {
  return [...bytes.subarray(i, i + 8)].map((b) => b.toString(16).padStart(2, "0")).join(" ") || "the end";
}

function decode(base64) {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}
