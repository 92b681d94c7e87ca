// The messages between the Lab's page and its worker.

import type { SimulatedFilm } from "../simulate/visitors.ts";
import type { DialReport } from "./dial.ts";
import type { Report } from "./results.ts";

/** The worlds that visitors can come from: the Lab's own, the pack's own, and one where fame is all. */
export const worlds = ["lab", "pack", "fame"] as const;
export type World = (typeof worlds)[number];

/** What to run. Equal jobs give equal reports, but for the latency. */
export interface Job {
  seed: number;
  visitors: number;
  world: World;
}

/** What the page says. `open` comes first, and once. */
export type Request =
  | { type: "open"; module: WebAssembly.Module; pack: ArrayBuffer; films: SimulatedFilm[] }
  | ({ type: "run"; id: number } & Job)
  | ({ type: "dial"; id: number } & Job)
  | { type: "cancel"; id: number };

/** What the worker answers: progress, then one of report, dial, stopped and failed for each job. */
export type Reply =
  | { type: "progress"; id: number; done: number; of: number }
  | { type: "report"; id: number; report: Report; took: number }
  | { type: "dial"; id: number; dial: DialReport; took: number }
  | { type: "stopped"; id: number; done: number }
  | { type: "failed"; id: number; text: string };
