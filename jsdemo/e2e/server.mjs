// Serves the built demo on a free port with `hearth serve`, as `npm run demo` does.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The hearth command: $HEARTH, or one built from the repository. */
function command() {
  if (process.env.HEARTH) return process.env.HEARTH;
  const { status } = spawnSync("go", ["build", "-o", "bin/hearth", "./host/cmd/hearth"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("go build ./host/cmd/hearth failed");
  return "bin/hearth";
}

/** The built demo: $DEMO, or where the build puts it. */
export const built = resolve(root, process.env.DEMO ?? "jsdemo/shop/dist");

/** A copy of the built demo in a new folder, for a test to change. */
export function copyOfBuild() {
  const folder = mkdtempSync(join(tmpdir(), "hearth-build-"));
  cpSync(built, folder, { recursive: true, preserveTimestamps: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Starts the server on a folder, which is the demo unless another is given.
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serveDemo(folder = built) {
  const args = ["serve", "--dir", folder, "--addr", "127.0.0.1:0"];
  const server = spawn(command(), args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url) return { url, close: () => void server.kill() };
  }
  throw new Error("hearth serve ended without a URL");
}
