// How the demo is built: plain files, nothing inlined, all scripts for everybody, as the page's security policy and its promise ask.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { firstPage } from "./scripts/firstpage.ts";
import type { Film } from "./src/film.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const moduleBytes = brotliCompressSync(readFileSync(here("../../wasm/engine.wasm"))).length;

/** What the build before wrote; nothing where there was none, as for the type check. */
function read<T>(path: string, none: T): T {
  return existsSync(here(path)) ? (JSON.parse(readFileSync(here(path), "utf8")) as T) : none;
}

const popular = read<string[]>("data/popular.json", []);
const catalogue = read<Film[]>("public/films.json", []);
const first = await firstPage(catalogue, popular, moduleBytes / 1000);
const css = "virtual:first-page.css";

/** Puts the first page into index.html, and the rules that it needs into the styles. */
const drawn: Plugin = {
  name: "first-page",
  resolveId: (id) => (id === css ? `\0${css}` : undefined),
  load: (id) => (id === `\0${css}` ? first.css : undefined),
  transformIndexHtml: (html) =>
    html
      .replace(/(<main id="main"[^>]*>)/, `$1${first.html}`)
      .replace("%FILMS%", catalogue.length.toLocaleString("en")),
};

/** Scripts with a file of their own, in the order in which the page asks for them before its large rest, and what their elements say besides. */
const early = { first: ' async blocking="render"', start: "" };

/** Gives them one: nothing is painted before the first has decided what, and the second sets the worker to work while the rest is on its way. */
const split: Plugin = {
  name: "early-scripts",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle = {} }) {
      const element = ([name, more]: [string, string]) => {
        const source = here(`src/${name}.ts`);
        const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
        const file = chunks.find(({ moduleIds }) => moduleIds.includes(source));
        if (!file) throw new Error(`the build has no script of ${source}`);
        for (const { fileName, facadeModuleId } of chunks) // it only imports the other
          if (facadeModuleId === source && fileName !== file.fileName) delete bundle[fileName];
        return `<script type="module"${more} crossorigin src="./${file.fileName}"></script>\n    `;
      };
      return html.replace("<script", `${Object.entries(early).map(element).join("")}<script`);
    },
  },
};

/** The development server puts styles into the page, which the policy of the real one forbids. */
const lax: Plugin = {
  name: "no-policy-in-development",
  apply: "serve",
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

export default defineConfig({
  root: here("."),
  appType: "mpa",
  base: "./",
  define: { __MODULE_BYTES__: JSON.stringify(moduleBytes), __POPULAR__: JSON.stringify(popular) },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    sourcemap: true,
    cssCodeSplit: false,
    rollupOptions: {
      input: { index: here("index.html"), first: here("src/first.ts"), start: here("src/start.ts") },
    },
  },
  worker: { format: "es" },
  plugins: [drawn, split, lax],
});
