// Writes the news example's pack: invented articles, generated readers, then `hearth train`. Nothing that it writes is committed.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Article, readings, seeded } from "./newsreaders.ts";

const here = new URL("./", import.meta.url);
const root = fileURLToPath(new URL("../../../", here));
const data = new URL("../data/news/", here);
const pack = new URL("../dist/examples/news.pack", here);

const articles = JSON.parse(readFileSync(new URL("news.json", here), "utf8")) as Article[];
mkdirSync(data, { recursive: true });
mkdirSync(new URL("./", pack), { recursive: true });

const items = articles.map(({ id, title, section, language }) =>
  JSON.stringify({ id, title, categories: [section], attributes: { language } }),
);
writeFileSync(new URL("items.jsonl", data), `${items.join("\n")}\n`);
const events = readings(articles, seeded(1));
writeFileSync(
  new URL("events.csv", data),
  `person,item,type,time,ctx.hour,ctx.device,ctx.language\n${events.map((row) => row.join(",")).join("\n")}\n`,
);
writeFileSync(new URL("set.json", data), JSON.stringify({ clock: "real", synthetic: true }));
console.log(`${articles.length} invented articles, ${events.length} generated readings`);

const { status, error } = spawnSync(
  "go",
  ["run", "./host/cmd/hearth", "train", "--data", `csv:${fileURLToPath(data)}`]
    .concat(["--config", fileURLToPath(new URL("news.yaml", here))])
    .concat(["--out", fileURLToPath(pack)]),
  { cwd: root, stdio: "inherit" },
);
if (error) console.error(`cannot run go: ${error.message}`);
process.exitCode = status ?? 1;
