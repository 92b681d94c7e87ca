// Where the files are that lie beside the SDK's own.

/**
 * The module that was published with this SDK. Bundlers know the expression and put the file where it says; with one that
 * does not (esbuild, rollup without a plugin) copy `engine.wasm` beside the bundle. On a host whose modules have no
 * address, such as a Cloudflare Worker, import `@hearthrank/sdk/engine.wasm` instead.
 */
export function engineUrl(): URL {
  return new URL("./engine.wasm", import.meta.url);
}
