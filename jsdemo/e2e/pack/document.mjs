// Takes the fenced blocks out of a document and does what they say: writes files, runs commands, compares what is printed.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf, Project } from "./project.mjs";
import { run } from "./run.mjs";

/** @typedef {import("./targets.mjs").Context} Context */

const root = fileURLToPath(new URL("../../../", import.meta.url));

// With "title=FILE" after the language a block is a file to write; "sh" is commands to run; "text expect" is what the commands
// before it print, line by line, where … stands for anything. Other blocks are to read only.

/**
 * One fenced block.
 * @typedef {{ lang: string, info: string, text: string, section: string, line: number }} Block
 */

/** The blocks of a document, each with the heading that it stands under. @param {string} text @returns {Block[]} */
export function blocksOf(text) {
  const found = [];
  let section = "";
  /** @type {Block | undefined} */
  let open;
  for (const [i, line] of text.split("\n").entries()) {
    if (open && line === "```") {
      found.push(open);
      open = undefined;
    } else if (open) open.text += `${line}\n`;
    else if (line.startsWith("## ")) section = line.slice(3);
    else if (line.startsWith("```")) {
      const [, lang = "", info = ""] = /^```(\S*) ?(.*)$/.exec(line) ?? [];
      open = { lang, info, text: "", section, line: i + 1 };
    }
  }
  assert.equal(open, undefined, "a block is not closed");
  return found;
}

/** The blocks of a document of this repository, of some sections or of all. @param {string} name @param {string[]} [sections] */
export function blocksIn(name, sections) {
  const all = blocksOf(readFileSync(join(root, name), "utf8"));
  for (const wanted of sections ?? [])
    assert.ok(
      all.some(({ section }) => section === wanted),
      `${name} has no blocks under "${wanted}"`,
    );
  return sections ? all.filter(({ section }) => sections.includes(section)) : all;
}

/** The file that a block is; undefined for others. @param {Block} block */
export const titleOf = ({ info }) => /(?:^| )title=(\S+)/.exec(info)?.[1];

/** Whether printed lines have all that are expected, in order. @param {string} expected @param {string} printed */
export function assertPrinted(expected, printed) {
  const lines = printed.split("\n");
  for (const line of expected.trimEnd().split("\n")) {
    const parts = line.trim().split("…").map(escaped);
    const at = lines.findIndex((printedLine) => new RegExp(`^${parts.join(".*")}$`).test(printedLine.trim()));
    assert.ok(at >= 0, `not printed: ${line}\nbut:\n${printed}`);
    lines.splice(0, at + 1);
  }
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The command, built from this checkout. @param {string} temp */
export async function buildCommand(temp) {
  const file = join(temp, "bin/hearth");
  await run("go", ["build", "-o", file, "./host/cmd/hearth"], { cwd: root });
  return file;
}

/** What stands for things that are published elsewhere: the command of this checkout, and the tarball. */
function local(line, { tarball }) {
  if (line.startsWith("go install github.com/hearthrank/hearth/")) return "hearth version";
  if (line.startsWith("npm install ")) return line.replace(/ @hearthrank\/sdk(?= |$)/, ` ${tarball}`);
  return line;
}

/**
 * Does what blocks say, in a folder of their own.
 * @param {Context} context
 * @param {string} name of the folder
 * @param {readonly Block[]} blocks
 * @returns the folder, and the arguments of `hearth serve`, which is left to be run
 */
export async function perform(context, name, blocks) {
  const hearth = await context.hearth();
  const made = new Project(join(context.temp, name));
  mkdirSync(made.dir, { recursive: true });
  const env = {
    PATH: [join(hearth, ".."), process.env.PATH].join(delimiter),
    npm_config_prefer_offline: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
  };
  let printed = "";
  let serving;
  for (const block of blocks) {
    const title = titleOf(block);
    if (title) made.write(title, block.text);
    else if (block.info === "expect") assertPrinted(block.text, printed);
    else if (block.lang === "sh" && block.text.startsWith("hearth serve ")) serving = block.text;
    else if (block.lang === "sh") printed = await commands(block, made.dir, env, context);
  }
  return { made, hearth, serving: serving?.trim().split(" ").slice(1) };
}

async function commands(block, cwd, env, context) {
  const lines = block.text.split("\n").map((line) => local(line, context));
  try {
    return await run("bash", ["-euo", "pipefail", "-c", lines.join("\n")], { cwd, env });
  } catch (cause) {
    throw new Error(`the commands in line ${block.line}: ${messageOf(cause)}`);
  }
}
