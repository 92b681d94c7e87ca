// Measures in this browser: sizes of files, and how long the ranker takes. What is measured is another person's, in memory, so that it counts in nobody's audit.

import { type Hearth, open } from "@hearthrank/sdk";
import { engineAddress } from "../facts.ts";
import { offline } from "../offline.ts";
import { scriptUrl } from "../trusted.ts";
import { fromCache } from "./built.ts";

/** Where the pack is. */
export const packAddress = () => new URL("films.pack", document.baseURI).href;

/** What a file weighs. */
export interface Weight {
  /** As it was sent; undefined where the browser does not say. */
  sent: number | undefined;
  decoded: number;
}

/** The sizes of a file that was fetched before, by this page or by a worker. */
export async function weigh(address: string): Promise<Weight> {
  const seen = entryOf(address);
  if (seen) return seen;
  const { byteLength } = await (await fromCache(address)).arrayBuffer();
  const entry = entryOf(address);
  return entry ?? { sent: undefined, decoded: byteLength };
}

function entryOf(address: string): Weight | undefined {
  const entries = performance.getEntriesByName(address, "resource") as PerformanceResourceTiming[];
  const entry = entries.findLast(({ decodedBodySize }) => decodedBodySize > 0);
  if (!entry) return undefined;
  const { encodedBodySize: sent, decodedBodySize: decoded } = entry;
  return { sent: sent > 0 && sent < decoded ? sent : undefined, decoded };
}

/** What was measured, in ms. */
export interface Measured {
  /** From `open()` to a Hearth, module and pack being in the cache. */
  open: number;
  /** Each call of `recommend`, from the question to the answer in the page. */
  calls: number[];
}

/** How many calls are timed, and how many events the person has who is measured. */
export const calls = 200;
export const events = 30;

/** Opens a Hearth of its own, gives it a history, and times `recommend`. */
export async function measure(items: readonly string[]): Promise<Measured> {
  await offline;
  const began = performance.now();
  const hearth = await open({
    pack: fromCache(packAddress()),
    wasm: fromCache(engineAddress),
    workerUrl: scriptUrl("hearth"),
    worker: "dedicated",
    storage: "memory",
    name: "measure",
  });
  const opened = performance.now() - began;
  try {
    await history(hearth, items);
    return { open: opened, calls: await time(hearth) };
  } finally {
    await hearth.close();
  }
}

async function history(hearth: Hearth, items: readonly string[]): Promise<void> {
  await hearth.consent.grant("all");
  const step = Math.max(1, Math.floor(items.length / events));
  const viewed = Array.from({ length: events }, (_, i) => items[i * step]).filter(
    (item) => item !== undefined,
  );
  await hearth.observe(viewed.map((item) => ({ type: "view", item })));
}

async function time(hearth: Hearth): Promise<number[]> {
  for (let i = 0; i < 20; i++) await hearth.recommend({ n: 12, reasons: 3 }); // until the code is warm
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const start = performance.now();
    await hearth.recommend({ n: 12, reasons: 3 });
    times.push(performance.now() - start);
  }
  return times;
}
