// Serves the page of the elements' tests, bundled, under a strict content security policy with Trusted Types.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle } from "./fixture.mjs";
import { serve } from "./serve.mjs";

const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'";

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The elements</title>
<link rel="stylesheet" href="/page.css">

<script type="module" src="/page.js"></script>
<main>
<header><h1>Leaf &amp; Kettle</h1><button id="settings">Consent</button></header>
<hearth-consent><a slot="more" href="#how">How this works</a></hearth-consent>
<ul id="shelf"></ul>
<hearth-preferences></hearth-preferences>
</main>
</html>`;

const css = `:root{color-scheme:light dark;font:16px/1.5 ui-sans-serif,system-ui,sans-serif}
body{margin:0;background:light-dark(#f3ece3,#14110f);color:light-dark(#241c17,#f4ece4)}
main{max-width:68rem;margin:auto;padding:1rem;display:grid;gap:1.25rem}
header{display:flex;justify-content:space-between;align-items:center}
h1{font-size:1.5rem;margin:0}
#settings{font:inherit;padding:.5rem 1rem;color:inherit;background:none;border:1px solid currentColor;border-radius:.625rem}
a{color:light-dark(#a13a10,#f3a36b)}
#shelf{list-style:none;margin:0;padding:0;display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(12rem,1fr))}
#shelf li{background:light-dark(#fffdfa,#1d1916);border-radius:.875rem;padding:1rem;display:grid;gap:.5rem;justify-items:start;align-content:space-between}
#shelf p{margin:0;font-weight:600}`;

function file(path) {
  return readFileSync(fileURLToPath(new URL(path, import.meta.url)));
}

/**
 * Starts the server.
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serveElements() {
  const files = {
    "/": ["text/html; charset=utf-8", html],
    "/page.js": [
      "text/javascript",
      await bundle(fileURLToPath(new URL("../sdk/test/elements-page.ts", import.meta.url))),
    ],
    "/page.css": ["text/css", css],
    "/favicon.ico": ["image/x-icon", ""],
    "/engine.wasm": ["application/wasm", file("../../wasm/engine.wasm")],
    "/shop.pack": ["application/octet-stream", file("../../wasm/conformance/testdata/shop.pack")],
  };
  const server = await serve((path) => files[path], { "content-security-policy": policy });
  return { url: `${server.url}/`, close: server.close };
}
