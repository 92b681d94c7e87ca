// Imports entries where there is the language alone, and records each look at a host's global.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";

/** Globals of browsers, workers and servers. Not among them: the base class of elements, and what turns strings into bytes. */
const names =
  "window self document navigator location fetch crypto indexedDB localStorage sessionStorage caches performance WebAssembly " +
  "Worker SharedWorker BroadcastChannel Response Request Headers URL Event EventTarget CustomEvent " +
  "customElements IntersectionObserver MutationObserver AbortController Blob process Buffer require setTimeout setInterval " +
  "setImmediate queueMicrotask structuredClone requestAnimationFrame addEventListener postMessage onconnect importScripts Deno Bun";

const touched = new Set();
const sandbox = { TextEncoder, TextDecoder };
for (const name of names.split(" ")) {
  Object.defineProperty(sandbox, name, {
    configurable: true,
    get: () => void touched.add(name),
    set: () => void touched.add(`${name} =`),
  });
}
const context = vm.createContext(sandbox);
const globals = () => Array.from(vm.runInContext("Object.getOwnPropertyNames(globalThis)", context));
const before = new Set(globals());
const cache = new Map();

async function link(specifier, from) {
  const url = /^[./]/.test(specifier) ? new URL(specifier, from).href : import.meta.resolve(specifier);
  const known = cache.get(url);
  if (known) return known;
  const module = url.includes("/@hearthrank/sdk/") ? source(url) : await foreign(url);
  cache.set(url, module);
  return module;
}

function source(url) {
  const initializeImportMeta = (meta) => {
    meta.url = url;
  };
  return new vm.SourceTextModule(readFileSync(fileURLToPath(url), "utf8"), {
    context,
    identifier: url,
    initializeImportMeta,
  });
}

/** A module of another package, such as React, as the real one. */
async function foreign(url) {
  const real = await import(url);
  const keys = Object.keys(real);
  return new vm.SyntheticModule(
    keys,
    function fill() {
      for (const key of keys) this.setExport(key, real[key]);
    },
    { context, identifier: url },
  );
}

for (const entry of process.argv.slice(2)) {
  const module = await link(entry, pathToFileURL("./"));
  if (module.status === "unlinked")
    await module.link((specifier, referrer) => link(specifier, referrer.identifier));
  await module.evaluate();
  assert.deepEqual([...touched], [], `importing ${entry} touches globals`);
  const added = globals().filter((name) => !before.has(name));
  assert.deepEqual(added, [], `importing ${entry} sets globals`);
}
