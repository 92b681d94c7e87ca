// Builds the example pages into the demo's dist: a build of their own, so that the demo shares no script with them and takes none of their styles.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: file(".."),
  publicDir: false,
  base: "./",
  build: {
    target: "es2022",
    outDir: file("../dist"),
    emptyOutDir: false,
    assetsDir: "examples/assets",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: { input: { shelf: file("shelf.html"), news: file("news.html") } },
  },
  worker: { format: "es" },
});
