// Says what the build puts in: URLs of files, and figures.

declare module "*.wasm?url" {
  const url: string;
  export default url;
}

declare module "*worker.js?worker&url" {
  const url: string;
  export default url;
}

/** The module's size in bytes, compressed. */
declare const __MODULE_BYTES__: number;

/** Ids of the most popular films, best first. */
declare const __POPULAR__: readonly string[];
