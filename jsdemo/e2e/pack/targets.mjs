// The list of targets: what is checked on the tarball, and every environment that it is installed into.
import * as bundlers from "./bundlers.mjs";
import * as checks from "./checks.mjs";
import * as hosts from "./hosts.mjs";
import { nextRecipe, quick } from "./recipes.mjs";
import { tutorial } from "./tutorial.mjs";

/**
 * What a target works with: the folder for fresh projects, the tarball in it, the pack's file, a browser, what the package
 * gives under Node, which all environments have to give, and the command `hearth`.
 * @typedef {{ temp: string, tarball: string, pack: string, browser: import("./browser.mjs").Browser, expected: () => Promise<any>, hearth: () => Promise<string> }} Context
 * @typedef {(context: Context) => Promise<{ version?: string, detail: string }>} Run
 * @typedef {{ name: string, run: Run, slow?: boolean }} Target `slow`: left to `--all`
 */

/** @type {readonly Target[]} */
export const targets = [
  { name: "exports", run: checks.exported },
  { name: "publint", run: checks.publint },
  { name: "attw", run: checks.attw },
  { name: "types", run: checks.types },
  { name: "maps", run: checks.maps },
  { name: "shake", run: checks.shake },
  { name: "ssr", run: checks.ssr },
  { name: "node", run: hosts.node },
  { name: "deno", run: hosts.deno },
  { name: "bun", run: hosts.bun },
  { name: "workerd", run: hosts.workerd },
  { name: "plain", run: bundlers.plain },
  { name: "esbuild", run: bundlers.esbuild },
  { name: "rollup", run: bundlers.rollup },
  { name: "vite", run: bundlers.vite },
  { name: "vite-dev", run: bundlers.viteDev },
  { name: "vite7-dev", run: bundlers.vite7Dev },
  { name: "webpack", run: bundlers.webpack },
  { name: "next", run: bundlers.next },
  { name: "next-webpack", run: bundlers.nextWebpack, slow: true },
  { name: "tutorial", run: tutorial },
  { name: "recipes", run: quick },
  { name: "recipe-next", run: nextRecipe, slow: true },
];
