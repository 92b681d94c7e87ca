// Writes the demo's training data and the page's catalogue from movies.json and the simulated visitors.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { packSettings } from "../src/simulate/settings.ts";
import { Visitors } from "../src/simulate/visitors.ts";
import { clean, type RawFilm } from "./clean.ts";
import { eventLines, itemLines } from "./rows.ts";

const data = new URL("../data/", import.meta.url);
const shown = new URL("../public/", import.meta.url);

const entry = createRequire(import.meta.url).resolve("vega-datasets");
const source = new URL("../data/movies.json", pathToFileURL(entry));
const rows = JSON.parse(readFileSync(source, "utf8")) as RawFilm[];
const { films, report } = clean(rows);

mkdirSync(data, { recursive: true });
mkdirSync(shown, { recursive: true });
writeFileSync(new URL("items.jsonl", data), itemLines(films));
const events = [...new Visitors(films, packSettings).events()];
writeFileSync(new URL("events.csv", data), eventLines(events));
writeFileSync(new URL("set.json", data), JSON.stringify({ clock: "real", synthetic: true }));
writeFileSync(new URL("films.json", shown), JSON.stringify(films));

console.log(`${films.length} films from ${rows.length} rows`);
for (const [rule, n] of Object.entries(report)) console.log(`  ${n} ${rule}`);
console.log(`${events.length} simulated events of ${packSettings.visitors} simulated visitors`);
