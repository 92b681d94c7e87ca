// The Lab's workbench: holds the module, pack and films, and begins experiments on them.

import { type Engine, load } from "@hearthrank/sdk";
import { fameSettings, labSettings, packSettings, type Settings } from "../simulate/settings.ts";
import type { SimulatedFilm } from "../simulate/visitors.ts";
import { hearth, newcomer, popularity } from "./arms.ts";
import { choice } from "./choice.ts";
import { type DialReport, dialTrial } from "./dial.ts";
import { experiment, type Trial } from "./experiment.ts";
import type { Job, World } from "./protocol.ts";
import { clockStep, type Report, report } from "./results.ts";

/** The settings of each world. The pack's keeps its tastes and takes the Lab's number of visits. */
export const settings: Record<World, Settings> = {
  lab: labSettings,
  pack: {
    ...packSettings,
    start: labSettings.start,
    days: labSettings.days,
    visits: labSettings.visits,
    filmsPerVisit: labSettings.filmsPerVisit,
  },
  fame: fameSettings,
};

/** Module, pack and films. */
export class Bench {
  readonly #engine: Engine;
  readonly #films: readonly SimulatedFilm[];
  readonly #pack: BufferSource;
  readonly #clock: () => number;

  private constructor(
    engine: Engine,
    pack: BufferSource,
    films: readonly SimulatedFilm[],
    clock: () => number,
  ) {
    this.#engine = engine;
    this.#pack = pack;
    this.#films = films;
    this.#clock = clock;
  }

  /** Starts the module and opens the pack; the clock gives ms, for the latency alone. */
  static async open(
    module: WebAssembly.Module,
    pack: BufferSource,
    films: readonly SimulatedFilm[],
    clock: () => number,
  ): Promise<Bench> {
    return new Bench(await opened(module, pack), pack, films, clock);
  }

  /** The experiment: Hearth against popularity. */
  *run(job: Job): Generator<number, Report> {
    const timings: number[] = [];
    const timed = <T>(call: () => T): T => {
      const begin = this.#clock();
      const result = call();
      timings.push(this.#clock() - begin);
      return result;
    };
    const groups = yield* experiment(this.#films, trialOf(job), {
      hearth: hearth(this.#engine, this.#films, choice.length, { timed }),
      popularity: popularity(this.#films, choice.length),
    });
    return report(groups, timings, clockStep(this.#clock), job.seed);
  }

  /** The dial's trade. A second engine says what newcomers would see. */
  async dial(job: Job): Promise<Generator<number, DialReport>> {
    const other = await opened(this.#engine.module, this.#pack);
    return dialTrial(this.#films, trialOf(job), {
      at: (dial) => hearth(this.#engine, this.#films, choice.length, { dial }),
      newcomer: newcomer(other, this.#films, choice.length),
      popularity: popularity(this.#films, choice.length),
    });
  }
}

async function opened(module: WebAssembly.Module, pack: BufferSource): Promise<Engine> {
  const engine = await load(module);
  await engine.openPack(pack);
  return engine;
}

function trialOf({ seed, visitors, world }: Job): Trial {
  return { world: settings[world], choice, seed, visitors };
}
