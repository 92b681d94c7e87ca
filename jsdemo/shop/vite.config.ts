// How the demo is built: plain files, nothing inlined, as the page's security policy asks.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  appType: "mpa",
  base: "./",
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: false, sourcemap: true },
});
