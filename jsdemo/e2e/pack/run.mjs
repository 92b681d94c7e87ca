// Runs commands and servers with a time limit, and ends what it started.
import { spawn } from "node:child_process";
import { createServer } from "node:net";

/** Nothing that a project's tools start may ask, report home or colour its output. */
const quiet = {
  CI: "true",
  NO_COLOR: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  NO_UPDATE_NOTIFIER: "1",
};

function start(command, args, cwd, env = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...quiet, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  let out = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  return { child, out: () => out, output: () => output };
}

/** Ends a command and what it started. */
function end(child, signal) {
  if (child.exitCode !== null || child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended by itself.
  }
}

const tail = (text, lines = 25) => text.trimEnd().split("\n").slice(-lines).join("\n");

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, seconds?: number }} options
 * @returns {Promise<string>} what it printed to stdout. It throws with the end of all output when it fails or takes too long.
 */
export async function run(command, args, { cwd, env, seconds = 300 }) {
  const { child, out, output } = start(command, args, cwd, env);
  const timer = setTimeout(() => end(child, "SIGKILL"), seconds * 1000);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (...status) => resolve(status));
  }).finally(() => clearTimeout(timer));
  if (code === 0) return out();
  const how = signal === "SIGKILL" ? `took more than ${seconds} s` : `ended with ${code ?? signal}`;
  throw new Error(`${command.split("/").at(-1)} ${args.join(" ")} ${how}\n${tail(output())}`);
}

/** A port of this machine that nothing listens on. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/**
 * Runs a server while `act` uses it.
 * @template T
 * @param {string} command
 * @param {(port: number) => readonly string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, seconds?: number }} options
 * @param {(url: string) => Promise<T>} act is called when the server answers
 */
export async function withServer(command, args, { cwd, env, seconds = 60 }, act) {
  const port = await freePort();
  const { child, output } = start(command, args(port), cwd, env);
  const closed = new Promise((resolve) => child.on("close", resolve));
  try {
    const url = `http://127.0.0.1:${port}/`;
    await answers(url, child, seconds).catch((cause) => {
      throw new Error(`${command.split("/").at(-1)}: ${cause.message}\n${tail(output())}`);
    });
    return await act(url);
  } finally {
    end(child, "SIGTERM");
    const timer = setTimeout(() => end(child, "SIGKILL"), 3000);
    await closed;
    clearTimeout(timer);
  }
}

async function answers(url, child, seconds) {
  for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
    const up = await fetch(url).then(
      () => true,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no answer within ${seconds} s`);
}
