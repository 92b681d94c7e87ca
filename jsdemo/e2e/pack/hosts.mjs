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
  assert.deepEqual([found.load.recorded, found.load.personal], [1, true], "the event had no effect");
  assert.equal(found.load.before.length, 5);
  assert.notDeepEqual(found.load.before, found.load.after.slice(0, 5));
  return found;
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
  assertSlates(JSON.parse(out), await context.expected());
  return { version: made.version("deno"), detail: "with --allow-read alone" };
}

/** @param {Context} context */
export async function bun(context) {
  const made = await project(context, "bun");
  assertSlates(JSON.parse(await made.run("bun", ["server.mjs"])), await context.expected());
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
  assertSlates(found, await context.expected());
  return { version: made.version("workerd"), detail: "module imported statically" };
}
