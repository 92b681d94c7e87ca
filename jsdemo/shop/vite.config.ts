// How the demo is built and served: plain files, nothing inlined, with the headers that a careful site would send.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const headers = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  appType: "mpa",
  base: "./",
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: false, sourcemap: true },
  preview: { headers, host: "127.0.0.1" },
});
