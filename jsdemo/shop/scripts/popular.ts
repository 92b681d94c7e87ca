// Asks the engine which films the pack has as the most popular, and writes their ids for the build.

import { readFileSync, writeFileSync } from "node:fs";
import { load } from "@hearthrank/sdk";
import type { Film } from "../src/film.ts";
import { famous, mostPopular } from "../src/popular.ts";

const shown = new URL("../public/", import.meta.url);

const films = JSON.parse(readFileSync(new URL("films.json", shown), "utf8")) as Film[];
const engine = await load(readFileSync(new URL("../../../wasm/engine.wasm", import.meta.url)));
await engine.openPack(readFileSync(new URL("films.pack", shown)));
const { items } = engine.restore().rank({ candidates: famous(films), reasons: -1 });
const popular = mostPopular(items);
writeFileSync(new URL("../data/popular.json", import.meta.url), JSON.stringify(popular));
console.log(`${popular.length} of ${films.length} films are the popular ones; the first is ${popular[0]}`);
