// What is checked on the tarball itself: manifest, types, maps, what a bundle keeps, what an import touches.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { publint as lint } from "publint";
import { formatMessage } from "publint/utils";
import { checkExports, exportFiles, pending } from "../../sdk/scripts/exports.mjs";
import { project } from "./project.mjs";
import { run } from "./run.mjs";

/** @typedef {import("./targets.mjs").Context} Context */

const bin = fileURLToPath(new URL("../../node_modules/.bin/", import.meta.url));
const sdk = "node_modules/@hearthrank/sdk";

/** Files that exports name are in the tarball; those to come are listed, and none is listed that came. @param {Context} context */
export async function exported(context) {
  const made = await project(context, "node", "exports");
  const manifest = JSON.parse(made.read(`${sdk}/package.json`));
  const { missing, open, due } = checkExports(manifest, (file) => existsSync(made.path(sdk, file)));
  assert.deepEqual(missing, [], "exports name files that the tarball lacks");
  assert.deepEqual(due, [], "these are there: delete them from the list in sdk/scripts/exports.mjs");
  await assertOpenUsed(made);
  for (const field of ["license", "repository", "keywords", "engines", "description"]) {
    assert.ok(manifest[field], `package.json lacks ${field}`);
  }
  assert.deepEqual([manifest.type, manifest.sideEffects, manifest.main], ["module", false, undefined]);
  assert.deepEqual(Object.keys(manifest.dependencies ?? {}), [], "a dependency at run time");
  assertPinned(made);
  assert.match(made.read(`${sdk}/dist/react.js`), /^(\/\/.*\n)*"use client";/, "react.js is for clients");
  assert.ok(existsSync(made.path(sdk, "LICENSE")) && existsSync(made.path(sdk, "README.md")));
  const entries = Object.keys(exportFiles(manifest)).length;
  return {
    detail: open.length > 0 ? `${entries} entries, still to come: ${open.join(" ")}` : `${entries} entries`,
  };
}

/** Fails unless integrity.json has every script and the module. */
function assertPinned(made) {
  const files = readdirSync(made.path(sdk, "dist"), { recursive: true, encoding: "utf8" });
  const pinned = Object.keys(JSON.parse(made.read(`${sdk}/dist/integrity.json`)));
  assert.deepEqual(pinned.sort(), files.filter((name) => /\.(js|wasm)$/.test(name)).sort());
}

/** Fails when the package has `open` and the projects do not try it. */
async function assertOpenUsed(made) {
  const list = 'console.log(Object.keys(await import("@hearthrank/sdk")).join(" "))';
  const names = await made.run("node", ["--input-type=module", "--eval", list]);
  if (!/\bopen\b/.test(names)) return;
  assert.match(
    made.read("use.mjs"),
    /from "\.\/open\.mjs"/,
    "open() is there: use it in pack/fixtures/use.mjs",
  );
}

/** @param {Context} context */
export async function publint({ tarball }) {
  const file = readFileSync(tarball);
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const { messages, pkg } = await lint({ pack: { tarball: bytes }, strict: true });
  const counted = messages.filter(
    (m) => !(m.code === "FILE_DOES_NOT_EXIST" && pending.includes(m.path[1] ?? "")),
  );
  assert.deepEqual(
    counted.map((m) => `${m.type}: ${formatMessage(m, pkg)}`),
    [],
  );
  return { version: versionOf("publint"), detail: "strict" };
}

/** @param {Context} context */
export async function attw({ tarball }) {
  const left = [...pending, "./engine.wasm"];
  const args = [tarball, "--profile", "esm-only", "--no-definitely-typed", "--exclude-entrypoints", ...left];
  await run(join(bin, "attw"), args, { cwd: dirname(tarball) });
  return { version: versionOf("@arethetypeswrong/cli"), detail: "profile esm-only" };
}

function versionOf(name) {
  return JSON.parse(readFileSync(join(bin, "..", name, "package.json"), "utf8")).version;
}

/** The entries that a page or a server imports, those that are there: `@hearthrank/sdk/track`. */
function entriesOf(made) {
  const manifest = JSON.parse(made.read(`${sdk}/package.json`));
  return Object.entries(exportFiles(manifest))
    .filter(([entry, files]) => entry !== "./worker.js" && files.some((file) => file.endsWith(".js")))
    .filter(([, files]) => files.every((file) => existsSync(made.path(sdk, file))))
    .map(([entry]) => entry.replace(/^\./, "@hearthrank/sdk"));
}

/** A strict project that checks the package's declarations too, under both resolutions. @param {Context} context */
export async function types(context) {
  const made = await project(context, "types");
  const lines = entriesOf(made).map((entry, i) => `export * as entry${i} from "${entry}";\n`);
  made.write("entries.ts", lines.join(""));
  for (const [compiler, resolution, module] of compilers) {
    const { bin: programs } = JSON.parse(made.read(`node_modules/${compiler}/package.json`));
    const tsc = made.path("node_modules", compiler, programs.tsc);
    await made.run("node", [tsc, "-p", ".", "--module", module, "--moduleResolution", resolution]);
  }
  const versions = ["typescript", "typescript-7"].map((name) => made.version(name));
  return { version: versions.join(" and "), detail: "nodenext and bundler" };
}

/**
 * Package, resolution, module. The older compiler checks its own libraries too, which takes long: once is enough.
 * @type {[string, string, string][]}
 */
const compilers = [
  ["typescript", "nodenext", "nodenext"],
  ["typescript-7", "nodenext", "nodenext"],
  ["typescript-7", "bundler", "esnext"],
];

/** Every map names sources that are in the tarball, and an error's trace names them. @param {Context} context */
export async function maps(context) {
  const made = await project(context, "node", "maps");
  const dist = made.path(sdk, "dist");
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(js|d\.ts)$/.test(name),
  );
  for (const name of files) assertMapped(made.path(sdk), join(dist, name));
  const trace = await made.run("node", ["--enable-source-maps", "--input-type=module", "--eval", failing]);
  assert.match(trace, /src[\\/]compile\.ts:\d+/);
  return { detail: `${files.length} files` };
}

const failing = `import { load } from "@hearthrank/sdk";
await load(5).catch((error) => console.log(error.stack));`;

function assertMapped(root, file) {
  const link = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(file, "utf8"))?.[1];
  assert.ok(link, `${relative(root, file)} has no map`);
  const map = JSON.parse(readFileSync(resolve(dirname(file), link), "utf8"));
  assert.ok(map.sources.length > 0);
  for (const source of map.sources) {
    const at = resolve(dirname(file), map.sourceRoot ?? "", source);
    assert.ok(existsSync(at), `${relative(root, file)}: its source ${source} is not in the tarball`);
    assert.ok(!relative(root, at).startsWith(".."), `${source} is outside the package`);
  }
}

/** What remains of the package in a bundle that imports one name. @param {Context} context */
export async function shake(context) {
  const made = await project(context, "esbuild", "shake");
  made.write("shake.mjs", shaker);
  const found = JSON.parse(await made.run("node", ["shake.mjs"]));
  assert.ok(found.PROPENSITY_ONE.bytes < 300, `a constant costs ${found.PROPENSITY_ONE.bytes} bytes`);
  const extra = found.load.modules.filter((name) => !lowLevel.includes(name));
  assert.deepEqual(extra, [], "a bundle with load alone holds more than load needs");
  assert.deepEqual(found.engineUrl.modules, ["assets.js"]);
  return {
    version: made.version("esbuild"),
    detail: `a constant ${found.PROPENSITY_ONE.bytes} B, load ${found.load.bytes} B`,
  };
}

/** All that `load` needs, and so nothing of `open`. */
const lowLevel = [
  "base64",
  "compile",
  "convert",
  "decode",
  "encode",
  "engine",
  "errors",
  "instance",
  "messages",
  "signature",
].map((name) => `${name}.js`);

const shaker = `import { build } from "esbuild";
import { basename } from "node:path";
const found = {};
for (const name of ["PROPENSITY_ONE", "load", "engineUrl"]) {
  const stdin = { contents: \`import { \${name} } from "@hearthrank/sdk"; console.log(\${name});\`, resolveDir: "." };
  const { metafile } = await build({ stdin, bundle: true, minify: true, format: "esm", write: false, metafile: true, outfile: "x.js" });
  const { bytes, inputs } = metafile.outputs["x.js"];
  const modules = Object.keys(inputs).filter((key) => key.includes("/sdk/") && inputs[key].bytesInOutput > 0);
  found[name] = { bytes, modules: modules.map((key) => basename(key)) };
}
console.log(JSON.stringify(found));
`;

/** Importing any entry on a server touches no global of a host and leaves nothing running. @param {Context} context */
export async function ssr(context) {
  const made = await project(context, "ssr");
  const entries = entriesOf(made);
  await made.run("node", ["--experimental-vm-modules", "--no-warnings", "bare.mjs", ...entries]);
  await made.run("node", ["import.mjs", ...entries]);
  return { version: process.versions.node, detail: entries.join(" ") };
}
