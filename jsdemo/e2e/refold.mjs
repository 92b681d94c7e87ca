// Times what a person waits for in Node: forgetting one event of a long history, which removes it and folds the rest anew.
//
//   node refold.mjs PACK [--events 10000] [--times 50] [--module FILE]
import { readFile } from "node:fs/promises";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { load } from "@hearthrank/sdk";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: "string", default: "10000" },
    times: { type: "string", default: "50" },
    module: { type: "string", default: path.join(import.meta.dirname, "../../wasm/engine.wasm") },
  },
});
const [pack] = positionals;
if (pack === undefined) {
  console.error("usage: node refold.mjs PACK, with a pack that `hearth train` wrote");
  process.exit(2);
}

const engine = await load(await readFile(values.module));
await engine.openPack(await readFile(pack));
const now = Date.UTC(2026, 0, 1, 12);
const device = engine.restore({ now, offset: 0, grants: ["all"], maxEvents: -1, maxDays: -1 });
const items = device.recommend({ n: 1000, now, offset: 0 }).items.map((item) => item.id);
const events = Array.from({ length: Number(values.events) }, (_, i) => ({
  type: "view",
  item: items[(i * 7919) % items.length] ?? "",
  time: now - i * 60_000,
  context: { daypart: "evening", device: i % 2 ? "phone" : "desktop" },
}));
const observed = device.observe(events, { now, offset: 0 });
const refs = observed.refs.filter((ref) => ref !== 0);
const times = [];
for (let k = 0; k < Number(values.times); k++) {
  const begin = performance.now();
  const { removed } = device.forget({ events: [refs[(k * 97) % refs.length] ?? 0], now, offset: 0 });
  times.push(performance.now() - begin);
  if (removed < 1) throw new Error("nothing was forgotten");
}
times.sort((a, b) => a - b);
const at = (share) => `${times[Math.floor((times.length - 1) * share)].toFixed(2)} ms`;
console.log(
  `Node ${process.version}, ${events.length} events, ${times.length} times: median ${at(0.5)}, 90th percentile ${at(0.9)}`,
);
