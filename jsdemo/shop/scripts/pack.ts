// Trains the demo's pack with the hearth command from the repository.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const args = [
  ["run", "./host/cmd/hearth", "train"],
  ["--data", "csv:jsdemo/shop/data"],
  ["--config", "jsdemo/shop/train.yaml"],
  ["--settings", "jsdemo/shop/settings.json"],
  ["--out", "jsdemo/shop/public/films.pack"],
].flat();

const { status, error } = spawnSync("go", args, { cwd: root, stdio: "inherit" });
if (error) console.error(`cannot run go: ${error.message}`);
process.exitCode = status ?? 1;
