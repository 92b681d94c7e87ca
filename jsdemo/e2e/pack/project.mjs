// Fresh projects outside the repository, into which the packed tarball is installed.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Thrown where an environment cannot be had on this machine. */
export class Skip extends Error {}

/** @param {unknown} error */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** The line that says what is not there. @param {string} output */
const reasonOf = (output) => output.split("\n").find((line) => /npm error (?!code)/.test(line));

/** The package manager's words for a package that is not there for this machine. */
const absent = /npm error code (E404|ETARGET|EBADPLATFORM|E403|ENOTFOUND)\b/;

const shared = ["bytes.mjs", "load.mjs", "open.mjs", "use.mjs", "report.mjs", "page.mjs", "server.mjs"];

/** One fresh project. Made by {@link project}. */
export class Project {
  /** @param {string} dir */
  constructor(dir) {
    this.dir = dir;
  }

  /** @param {string[]} parts */
  path(...parts) {
    return join(this.dir, ...parts);
  }

  /** @param {string} name */
  read(name) {
    return readFileSync(this.path(name), "utf8");
  }

  /** @param {string} name @param {string} text */
  write(name, text) {
    mkdirSync(join(this.path(name), ".."), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** Puts the page at a path of the project, with a script beside it. @param {string} name @param {string} script */
  page(name, script) {
    const html = readFileSync(join(here, "fixtures/index.html"), "utf8");
    this.write(name, html.replace("SCRIPT", script));
  }

  /** Puts the pack at a path of the project. @param {string} name */
  pack(name) {
    mkdirSync(join(this.path(name), ".."), { recursive: true });
    cpSync(this.path("tiny.pack"), this.path(name));
  }

  /** The version of a package as installed. @param {string} name */
  version(name) {
    return JSON.parse(this.read(`node_modules/${name}/package.json`)).version;
  }

  /** Runs a program of the project's packages, or of the machine. @param {string} name @param {string[]} args */
  run(name, args, env = {}) {
    return run(this.program(name), args, { cwd: this.dir, env });
  }

  /** @param {string} name */
  program(name) {
    const own = this.path("node_modules/.bin", name);
    if (existsSync(own)) return own;
    return name === "node" ? process.execPath : name;
  }
}

/**
 * Makes a project from its folder here, with the fixtures and the pack, and installs what it names.
 *
 * @param {{ temp: string, pack: string }} context the folder that holds `sdk.tgz`, and the pack's file
 * @param {string} name of a folder of `projects`
 * @param {string} [as] another name for the copy
 * @throws {Skip} when a package that it names is not to be had here.
 */
export async function project({ temp, pack }, name, as = name) {
  const made = new Project(join(temp, as));
  cpSync(join(here, "projects", name), made.dir, { recursive: true });
  for (const file of shared) cpSync(join(here, "fixtures", file), made.path(file));
  cpSync(pack, made.path("tiny.pack"));
  try {
    const args = [
      "install",
      "--prefer-offline",
      "--no-audit",
      "--no-fund",
      "--no-package-lock",
      "--loglevel=error",
    ];
    await run("npm", args, { cwd: made.dir, seconds: 300 });
  } catch (error) {
    if (absent.test(messageOf(error))) throw new Skip(reasonOf(messageOf(error)));
    throw error;
  }
  return made;
}
