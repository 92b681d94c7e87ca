// How the demo is built: plain files, nothing inlined and one script, as the page's security policy and its promise ask.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { defineConfig } from "vite";

const engine = readFileSync(new URL("../../wasm/engine.wasm", import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  appType: "mpa",
  base: "./",
  define: { __MODULE_BYTES__: JSON.stringify(brotliCompressSync(engine).length) },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    sourcemap: true,
    cssCodeSplit: false,
  },
  worker: { format: "es" },
  plugins: [
    {
      // The development server puts styles into the page, which the policy of the real one forbids.
      name: "no-policy-in-development",
      apply: "serve",
      transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
    },
  ],
});
