// Fetches module and pack from a served demo, ranks once, and prints how long each step took, as JSON.
import { load } from "@hearthrank/sdk";

const url = process.argv[2] ?? "";
const page = await (await fetch(url)).text();
const scripts = [...page.matchAll(/src="([^"]+\.js)"/g)].map(([, name = ""]) => new URL(name, url));
const texts = await Promise.all(scripts.map(async (script) => (await fetch(script)).text()));
const name = texts.map((text) => /engine-[\w-]+\.wasm/.exec(text)?.[0]).find((found) => found);
const module = new URL(`assets/${name}`, url);

const begin = performance.now();
const [engine, bytes] = await Promise.all([
  load(module),
  fetch(new URL("films.pack", url)).then((r) => r.arrayBuffer()),
]);
const fetched = performance.now();
await engine.openPack(bytes);
const opened = performance.now();
const { items } = engine.restore().recommend({ n: 12 });
const ranked = performance.now();
if (items.length !== 12) throw new Error(`a slate of ${items.length} films`);
console.log(
  JSON.stringify({
    "fetch and compile": fetched - begin,
    "open the pack": opened - fetched,
    "first ranking": ranked - opened,
    "fetch to first slate": ranked - begin,
  }),
);
