// Builds and serves what the browser tests of the SDK load: the SDK bundled with esbuild, its worker, the module, a small pack, and pages.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { serve } from "./serve.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sdk = join(root, "jsdemo/sdk/src");

/** A pack of a small generated shop, with the purposes `rank` and `report`. */
export function smallPack(dir, name = "shop.pack", sequence = 1) {
  const file = join(dir, name);
  const args = ["run", "./host/cmd/hearth", "train", "--data", "sample:persons=300,items=60", "--out", file];
  execFileSync("go", [...args, "--catalogue", "shop", "--sequence", String(sequence)], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return readFileSync(file);
}

/** The purposes that the tests' site declares. */
export const purposes = [
  { id: "rank", version: 1, text: "Put first what fits me.", stage: "rank" },
  { id: "report", version: 1, text: "Count me in statistics.", stage: "report" },
];

/** A file of the SDK with all that it imports, as one script. */
export async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  return Buffer.from(outputFiles[0]?.contents ?? "");
}

const script = `import * as sdk from "./sdk.js"; window.sdk = sdk; window.loaded = true;`;
const html = `<!doctype html><meta charset="utf-8"><title>Hearth</title><script type="module" src="/page.js"></script>`;

/** Serves the SDK under test. `files` maps paths to [type, body] or to functions of the request, which may take their time; `headers` go with every response: a worker has the policy of its own. */
export async function serveSdk({ files = {}, headers = {} } = {}) {
  const dir = mkdtempSync(join(tmpdir(), "hearth-e2e-"));
  /** @type {Record<string, any>} */
  const all = {
    "/sdk.js": ["text/javascript", await bundle(join(sdk, "index.ts"))],
    "/worker.js": ["text/javascript", await bundle(join(sdk, "worker.ts"))],
    "/engine.wasm": ["application/wasm", readFileSync(join(root, "wasm/engine.wasm"))],
    "/shop.pack": ["application/octet-stream", smallPack(dir)],
    "/page.js": ["text/javascript", script],
    "/": ["text/html", html],
    "/second": ["text/html", html],
    ...files,
  };
  /** @type {{ method?: string | undefined, url?: string | undefined, headers: object }[]} */
  const requests = [];
  const answer = (path, request) => {
    requests.push({ method: request.method, url: request.url, headers: request.headers });
    return typeof all[path] === "function" ? all[path](request) : all[path];
  };
  const server = await serve(answer, { "cache-control": "no-cache", ...headers });
  const close = () => {
    server.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { url: server.url, files: all, requests, dir, close };
}
