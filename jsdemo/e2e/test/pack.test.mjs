// Tests of what the packaging tests stand on: commands with a limit, servers that end, pages that are read.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { assertVisit, served } from "../pack/browser.mjs";
import { freePort, run, withServer } from "../pack/run.mjs";

const cwd = tmpdir();
const node = process.execPath;

test("a command's stdout is returned, its stderr is not", async () => {
  assert.equal(await run(node, ["-e", "console.error('no'); console.log('yes')"], { cwd }), "yes\n");
});

test("a command that fails throws with the end of its output", async () => {
  await assert.rejects(
    run(node, ["-e", "console.error('why'); process.exit(3)"], { cwd }),
    /ended with 3\nwhy$/,
  );
});

test("a command that is no program throws", async () => {
  await assert.rejects(run("no-such-program", [], { cwd }), /ENOENT/);
});

test("a command that takes too long is ended", async () => {
  await assert.rejects(
    run(node, ["-e", "setTimeout(() => {}, 60000)"], { cwd, seconds: 0.3 }),
    /took more than 0.3 s/,
  );
});

const listener = (port) => [
  "-e",
  `require("http").createServer((_, r) => r.end("hi")).listen(${port}, "127.0.0.1")`,
];

test("a server is used and ended", async () => {
  let at = "";
  const body = await withServer(node, listener, { cwd }, async (url) => {
    at = url;
    return (await fetch(url)).text();
  });
  assert.equal(body, "hi");
  await assert.rejects(fetch(at));
});

test("a server that ends is an error", async () => {
  const args = () => ["-e", "console.log('no port'); process.exit(1)"];
  await assert.rejects(
    withServer(node, args, { cwd }, async () => undefined),
    /node: ended with 1\nno port/,
  );
});

test("a free port can be listened on", async () => {
  assert.ok((await freePort()) > 0);
});

test("files are served with types and headers, nothing outside the folder is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-served-"));
  writeFileSync(join(folder, "engine.wasm"), "x");
  try {
    await served(
      folder,
      async (url) => {
        const response = await fetch(`${url}engine.wasm`);
        assert.equal(response.headers.get("content-type"), "application/wasm");
        assert.equal(response.headers.get("x-test"), "1");
        assert.equal((await fetch(`${url}..%2f..%2fetc%2fpasswd`)).status, 404);
      },
      { "x-test": "1" },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const module = { path: "/a/engine-1.wasm", status: 200, type: "application/wasm" };

test("a visit that found what it should passes", () => {
  assert.equal(
    assertVisit({ value: { load: 1 }, files: [module], complaints: [] }, { load: 1 }),
    "engine-1.wasm",
  );
});

/** @type {[string, import("../pack/browser.mjs").Visit, RegExp][]} */
const bad = [
  ["another value", { value: { load: 2 }, files: [module], complaints: [] }, /slates differ/],
  [
    "an error",
    { value: { load: 1 }, error: "boom", files: [module], complaints: [] },
    /failed or complained/,
  ],
  [
    "a complaint",
    { value: { load: 1 }, files: [module], complaints: ["deprecated"] },
    /failed or complained/,
  ],
  [
    "an engine in the page's thread",
    {
      value: { load: 1, info: { runtime: "page", storage: "indexeddb" } },
      files: [module],
      complaints: [],
    },
    /shared/,
  ],
  ["no module", { value: { load: 1 }, files: [], complaints: [] }, /no module was loaded/],
  [
    "a module of another type",
    { value: { load: 1 }, files: [{ ...module, type: "text/plain" }], complaints: [] },
    /text\/plain/,
  ],
];

for (const [name, visit, error] of bad) {
  test(`a visit with ${name} fails`, () => assert.throws(() => assertVisit(visit, { load: 1 }), error));
}
