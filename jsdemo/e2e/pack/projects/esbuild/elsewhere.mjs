// A page whose module and worker lie elsewhere than its bundle.
import { report } from "./report.mjs";
import { use } from "./use.mjs";

report(() =>
  use({
    pack: new URL("/tiny.pack", location.href),
    wasm: "/vendor/engine.wasm",
    workerUrl: "/vendor/worker.js",
  }),
);
