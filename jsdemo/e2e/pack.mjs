// Packs the SDK, installs the tarball into fresh projects outside the repository, and runs it in each environment:
//   node pack.mjs [--only NAME[,NAME…]] [--all] [--keep]
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Browser } from "./pack/browser.mjs";
import { buildCommand } from "./pack/document.mjs";
import { baseline } from "./pack/hosts.mjs";
import { messageOf, Skip } from "./pack/project.mjs";
import { run } from "./pack/run.mjs";
import { targets } from "./pack/targets.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Packs the SDK, which builds it first. */
async function packSdk(temp) {
  const out = await run("npm", ["pack", "--json", "--pack-destination", temp], {
    cwd: join(root, "jsdemo/sdk"),
  });
  const [{ filename }] = JSON.parse(out.slice(out.indexOf("[")));
  const tarball = join(temp, "sdk.tgz");
  renameSync(join(temp, filename), tarball);
  return tarball;
}

/** A pack of 60 generated items; their behaviour is synthetic. */
async function trainPack(temp) {
  const file = join(temp, "tiny.pack");
  const args = ["run", "./host/cmd/hearth", "train", "--data", "sample:persons=300,items=60", "--out", file];
  await run("go", args, { cwd: root, seconds: 300 });
  return file;
}

async function prepare() {
  const temp = mkdtempSync(join(tmpdir(), "hearth-pack-"));
  mkdirSync(temp, { recursive: true });
  const tarball = await packSdk(temp);
  const pack = await trainPack(temp);
  /** @type {Promise<unknown> | undefined} */
  let expected;
  /** @type {Promise<string> | undefined} */
  let command;
  const context = {
    temp,
    tarball,
    pack,
    browser: new Browser(),
    expected: () => (expected ??= baseline(context)),
    hearth: () => (command ??= buildCommand(temp)),
  };
  return context;
}

/** Runs one target and prints its line. @returns {Promise<"passed" | "failed" | "skipped">} */
async function attempt(target, context) {
  const began = Date.now();
  const line = (word, version, detail) => {
    const seconds = `${((Date.now() - began) / 1000).toFixed(1)} s`;
    console.log(
      `${word.padEnd(5)} ${target.name.padEnd(13)} ${version.padEnd(22)} ${seconds.padStart(7)}  ${detail}`,
    );
  };
  try {
    const { version = "", detail } = await target.run(context);
    line("pass", version, detail);
    return "passed";
  } catch (error) {
    line(error instanceof Skip ? "skip" : "FAIL", "", messageOf(error));
    return error instanceof Skip ? "skipped" : "failed";
  }
}

/** @param {{ only?: string, all?: boolean }} options */
function choose({ only, all }) {
  if (!only) return targets.filter((target) => all || !target.slow);
  const names = only.split(",");
  const unknown = names.filter((name) => !targets.some((target) => target.name === name));
  if (unknown.length === 0) return targets.filter((target) => names.includes(target.name));
  console.error(
    `no target ${unknown.join(", ")}; there are ${targets.map((target) => target.name).join(", ")}`,
  );
  return process.exit(2);
}

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    all: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
  },
});
const chosen = choose(values);
const context = await prepare();
const count = { passed: 0, failed: 0, skipped: 0 };
try {
  for (const target of chosen) count[await attempt(target, context)]++;
} finally {
  await context.browser.close();
  if (values.keep) console.log(`kept: ${context.temp}`);
  else rmSync(context.temp, { recursive: true, force: true });
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed > 0 ? 1 : 0;
