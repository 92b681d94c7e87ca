// Nothing but an entry: webpack 5 knows `new URL("./engine.wasm", import.meta.url)`.
export default { mode: "production", entry: "./page.mjs", devtool: "source-map", output: { clean: true } };
