// Tests of the Lab's worker, without a worker: progress, results, cancel, a job that ends another, failures.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { load } from "@hearthrank/sdk";
import { Bench } from "../src/lab/bench.ts";
import type { Reply, Request } from "../src/lab/protocol.ts";
import { Server } from "../src/lab/serve.ts";
import type { SimulatedFilm } from "../src/simulate/visitors.ts";

const wasm = new URL("../../../wasm/", import.meta.url);
const engine = await load(new URL("engine.wasm", wasm));
const pack = new Uint8Array(readFileSync(new URL("conformance/testdata/shop.pack", wasm))).buffer;
await engine.openPack(pack);
const films: SimulatedFilm[] = engine
  .restore()
  .recommend({ n: 1000 })
  .items.map(({ id }, i) => ({
    id,
    title: id,
    year: 1980,
    genre: ["Drama", "Comedy"][i % 2] ?? "",
    votes: 100 * i,
  }));

const open: Request = { type: "open", module: engine.module, pack, films };
const job = { seed: 3, visitors: 20, world: "lab" } as const;
let replies: Reply[];
let pauses: (() => void)[];
let server: Server;

/** A host whose clock goes on by 30 ms at each look, so that a slice is over after two. Pauses end at once, or when told. */
function serverWith(pause: () => Promise<void>): Server {
  let time = 0;
  const clock = () => {
    time += 30;
    return time;
  };
  return new Server({
    send: (reply) => replies.push(structuredClone(reply)),
    open: (request) => Bench.open(request.module, request.pack, request.films, clock),
    clock,
    pause,
  });
}

beforeEach(async () => {
  replies = [];
  pauses = [];
  server = serverWith(() => Promise.resolve());
  await server.take(open);
});

/** A server that waits in its first pause until it is let go. */
async function waiting(): Promise<() => Promise<void>> {
  server = serverWith(() => new Promise((resolve) => pauses.push(resolve)));
  await server.take(open);
  const ended = server.take({ type: "run", id: 1, ...job });
  while (pauses.length === 0) await new Promise((resolve) => setImmediate(resolve));
  return async () => {
    while (pauses.length > 0) pauses.pop()?.();
    await ended;
  };
}

test("a run tells its progress and ends with a report", async () => {
  await server.take({ type: "run", id: 1, ...job });
  const last = replies.pop();
  assert.equal(last?.type, "report");
  const counts = replies.map((reply) => (reply.type === "progress" ? [reply.id, reply.of, reply.done] : []));
  assert.ok(counts.length > 3);
  assert.ok(counts.every(([id, of]) => id === 1 && of === 20));
  const done = counts.map(([, , n]) => n ?? 0);
  assert.deepEqual(
    done,
    done.toSorted((a, b) => a - b),
  );
});

test("equal jobs give equal reports, but for the latency", async () => {
  await server.take({ type: "run", id: 1, ...job });
  await server.take({ type: "run", id: 2, ...job });
  const [a, b] = replies.filter((reply) => reply.type === "report").map(({ report }) => report);
  assert.deepEqual({ ...a, latency: undefined }, { ...b, latency: undefined });
  const slates = a?.arms.hearth.slates;
  assert.equal(a?.latency.count, slates, "each of Hearth's slates is timed");
});

test("the dial's trial gives a point for each position", async () => {
  await server.take({ type: "dial", id: 4, ...job, visitors: 3 });
  const last = replies.pop();
  assert.equal(last?.type === "dial" && last.dial.points.length, 11);
  assert.ok(replies.every((reply) => reply.type === "progress" && reply.of === 36));
});

test("a cancelled job stops in its slice and reports nothing", async () => {
  const go = await waiting();
  await server.take({ type: "cancel", id: 1 });
  await go();
  assert.deepEqual(
    replies.map(({ type }) => type),
    ["progress", "stopped"],
  );
  assert.equal(replies[1]?.type === "stopped" && replies[1].done, 2);
});

test("a cancel that is for another job, or comes too late, does nothing", async () => {
  await server.take({ type: "cancel", id: 9 });
  await server.take({ type: "run", id: 1, ...job });
  await server.take({ type: "cancel", id: 1 });
  assert.equal(replies.filter(({ type }) => type === "stopped").length, 0);
  assert.equal(replies.at(-1)?.type, "report");
});

test("a job ends the one before", async () => {
  const go = await waiting();
  const second = server.take({ type: "run", id: 2, ...job, visitors: 1 });
  await go();
  await second;
  assert.deepEqual(
    replies
      .filter(({ type }) => type !== "progress")
      .map(({ type, id }) => `${type} ${id}`)
      .sort(),
    ["report 2", "stopped 1"],
  );
});

test("a failure is told, and the next job is taken", async () => {
  const unopened = serverWith(() => Promise.resolve());
  await unopened.take({ type: "run", id: 1, ...job });
  assert.deepEqual(replies, [{ type: "failed", id: 1, text: "the Lab was given no pack" }]);
  await unopened.take({ ...open, pack: new ArrayBuffer(8) });
  await unopened.take({ type: "run", id: 2, ...job });
  assert.equal(replies.at(-1)?.type, "failed");
  await unopened.take(open);
  await unopened.take({ type: "run", id: 3, ...job, visitors: 2 });
  assert.equal(replies.at(-1)?.type, "report");
});
