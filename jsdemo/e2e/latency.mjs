// Times Recommend in Node on the pack and the histories that `go run ./bench/latency -data SPEC -dump DIR` wrote.
//
//   node latency.mjs DIR [--module FILE]
import { readFile } from "node:fs/promises";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { load } from "@hearthrank/sdk";

const day = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 0, 1, 12);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    module: { type: "string", default: path.join(import.meta.dirname, "../../wasm/engine.wasm") },
  },
});
const [dir] = positionals;
if (dir === undefined) {
  console.error("usage: node latency.mjs DIR, with a DIR that `go run ./bench/latency -dump DIR` wrote");
  process.exit(2);
}

const engine = await load(await readFile(values.module));
await engine.openPack(await readFile(path.join(dir, "latency.pack")));
const histories = JSON.parse(await readFile(path.join(dir, "latency.json"), "utf8"));

const times = histories.map(timeOf).sort((a, b) => a - b);
const at = (share) => `${times[Math.floor(times.length * share)].toFixed(3)} ms`;
console.log(
  `Node ${process.version}, ${times.length} persons: median ${at(0.5)}, 99th percentile ${at(0.99)}`,
);

/** One Recommend for a person, after one to warm up. */
function timeOf(items) {
  const now = start + items.length * day;
  const device = engine.restore({ now, offset: 0, grants: ["all"], maxEvents: -1, maxDays: -1 });
  device.observe(
    items.map((item, i) => ({ type: "view", item, time: start + i * day })),
    { now, offset: 0 },
  );
  device.recommend({ n: 20, now, offset: 0 });
  const begin = performance.now();
  device.recommend({ n: 20, now, offset: 0 });
  return performance.now() - begin;
}
