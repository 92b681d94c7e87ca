// Imports entries in Node as it is: no request, no new global, nothing left that keeps the process alive.
import assert from "node:assert/strict";

globalThis.fetch = () => assert.fail("a request at import");
const globals = Object.getOwnPropertyNames(globalThis).sort();
const active = process.getActiveResourcesInfo().sort();
for (const entry of process.argv.slice(2)) {
  const module = await import(entry);
  assert.ok(Object.keys(module).length > 0, `${entry} exports nothing`);
  assert.deepEqual(Object.getOwnPropertyNames(globalThis).sort(), globals, `${entry} sets globals`);
  assert.deepEqual(process.getActiveResourcesInfo().sort(), active, `${entry} leaves something running`);
}
