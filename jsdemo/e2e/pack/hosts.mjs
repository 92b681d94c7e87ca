// The environments without pages: Node, Deno, Bun, a Cloudflare Worker runtime, and rendering on a server.
import assert from "node:assert/strict";
import { assertSlates } from "./browser.mjs";
import { project } from "./project.mjs";
import { withServer } from "./run.mjs";

/** @typedef {import("./targets.mjs").Context} Context */

/** The result that all others are compared with; it is also the test under Node. @param {Context} context */
export async function baseline(context) {
  const made = await project(context, "node");
  const found = JSON.parse(await made.run("node", ["server.mjs"]));
  for (const { before, recorded, personal, after } of [found.load, found.open]) {
    assert.deepEqual([recorded, personal], [1, true], "the event had no effect");
    assert.equal(before.length, 5);
    assert.notDeepEqual(
      before.map((line) => line.split(" ")[0]),
      after.map((line) => line.split(" ")[0]),
    );
  }
  assertHost(found);
  return found;
}

/** Fails unless `open` did without a worker and without the storage of browsers. */
function assertHost({ info }) {
  assert.deepEqual(info, { runtime: "page", storage: "memory" });
}

/** @param {Context} context */
async function assertFound(context, found) {
  assertSlates(found, await context.expected());
  assertHost(found);
}

/** @param {Context} context */
export async function node(context) {
  await context.expected();
  return { version: process.versions.node, detail: "module read from the package" };
}

/** @param {Context} context */
export async function deno(context) {
  const made = await project(context, "deno");
  const args = ["run", "--cached-only", "--no-prompt", "--allow-read=.", "server.mjs"];
  const out = await made.run("deno", args, { DENO_DIR: made.path(".deno"), DENO_NO_UPDATE_CHECK: "1" });
  await assertFound(context, JSON.parse(out));
  return { version: made.version("deno"), detail: "with --allow-read alone" };
}

/** @param {Context} context */
export async function bun(context) {
  const made = await project(context, "bun");
  await assertFound(context, JSON.parse(await made.run("bun", ["server.mjs"])));
  return { version: made.version("bun"), detail: "module read from the package" };
}

/** @param {Context} context */
export async function workerd(context) {
  const made = await project(context, "workerd");
  await made.run("node", ["build.mjs"]);
  const args = (port) => ["serve", "config.capnp", `--socket-addr=http=127.0.0.1:${port}`];
  const found = await withServer(made.program("workerd"), args, { cwd: made.dir }, async (url) => {
    const response = await fetch(url);
    assert.equal(response.status, 200, await response.clone().text());
    return response.json();
  });
  await assertFound(context, found);
  return { version: made.version("workerd"), detail: "module imported statically" };
}
