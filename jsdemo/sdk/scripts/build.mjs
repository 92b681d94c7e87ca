// Builds dist/: modules, types and maps by tsc, the worker as one file, the engine, and a list of integrity hashes.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { checkExports } from "./exports.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

/** Compiles every source file to a module with types and maps beside it. */
function compile() {
  const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
  const { bin } = JSON.parse(readFileSync(typescript, "utf8"));
  const tsc = join(typescript, "..", bin.tsc);
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Replaces the compiled worker by one file without imports or exports and with no name at its top level: a bundler that copies
 * it, and a page without a bundler, need no other, and it runs as a module and as a classic script, which some bundlers make of it.
 */
async function bundleWorker() {
  const source = join(root, "src/worker.ts");
  if (!existsSync(source)) return;
  await build({
    entryPoints: [source],
    outfile: join(dist, "worker.js"),
    bundle: true,
    format: "iife",
    target: "es2022",
    sourcemap: true,
    sourcesContent: false,
    legalComments: "none",
    logLevel: "warning",
  });
}

/** Writes the Subresource Integrity value of every file that a page can load. */
function writeIntegrity() {
  const names = readdirSync(dist, { recursive: true, encoding: "utf8" });
  const files = names.map((name) => name.replaceAll("\\", "/")).filter((name) => /\.(js|wasm)$/.test(name));
  const value = (name) =>
    `sha384-${createHash("sha384")
      .update(readFileSync(join(dist, name)))
      .digest("base64")}`;
  const all = Object.fromEntries(files.sort().map((name) => [name, value(name)]));
  writeFileSync(join(dist, "integrity.json"), `${JSON.stringify(all, null, 2)}\n`);
}

/** Fails when exports name a file that was not built. */
function checkManifest() {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { missing, open, due } = checkExports(manifest, (file) => existsSync(join(root, file)));
  if (open.length > 0) console.log(`exports whose source is still to come: ${open.join(", ")}`);
  if (due.length > 0) console.warn(`scripts/exports.mjs: no longer pending, delete: ${due.join(", ")}`);
  if (missing.length === 0) return;
  console.error(`package.json exports files that the build did not make: ${missing.join(", ")}`);
  process.exit(1);
}

rmSync(dist, { recursive: true, force: true });
compile();
await bundleWorker();
copyFileSync(join(root, "../../wasm/engine.wasm"), join(dist, "engine.wasm"));
writeIntegrity();
checkManifest();
